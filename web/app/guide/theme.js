// Dark or light as the person chose it on the page (src/state/theme.ts); else as the system has it.
try {
    const theme = localStorage.getItem("morphogen.theme");
    if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
} catch {
    /* a browser that keeps nothing */
}

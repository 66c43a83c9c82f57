# The complex Ginzburg-Landau equation: A' = A + (1 + i b) lap A - (1 + i c) |A|^2 A, A = u + i v; Aranson and Kramer 2002
model "Ginzburg-Landau" "Oscillators that are coupled; where they disagree a thread stays, around which scrolls turn."
source "Aranson and Kramer 2002, doi 10.1103/RevModPhys.74.99"
parameter dt = 0.05 in 0.001..0.15
parameter b  = 0    in -3..3  "How dispersion turns the phase."
parameter c  = 0.7  in -3..3  "How the frequency depends on the amplitude."

field u "real part"      in -1.2..1.2 brush 1, 0
field v "imaginary part" in -1.2..1.2 brush 0, 0

let square = u^2 + v^2
du/dt = lap(u) - b * lap(v) + u - (u - c * v) * square
dv/dt = lap(v) + b * lap(u) + v - (v + c * u) * square

start noise "white noise": u = 0.3 * noise, v = 0.3 * noise2
start scroll "A crossed gradient: one scroll": u = 2 * x / Lx - 1, v = 2 * y / Ly - 1

view threads "squared amplitude: threads" = u^2 + v^2 isovalue 0.35 range 0..1.1
view u isovalue 0 range -1..1
view v isovalue 0 range -1..1

preset scrolls "Scrolls": b = 0 c = 0.7
preset turbulence "Turbulence": b = 2 c = -1.2 dt = 0.02

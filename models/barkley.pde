# Barkley 1991: waves of excitation; broken ones curl into scrolls
model "Barkley" "An excitable medium: a push makes a wave, the wave leaves tired ground behind, broken waves curl."
source "Barkley 1991, doi 10.1016/0167-2789(91)90194-E"
parameter dt  = 0.01  in 0.0001..0.1
parameter a   = 0.75  in 0.1..1.5    "How long the medium stays excited."
parameter b   = 0.06  in 0.001..0.5  "Threshold of excitation."
parameter eps = 0.05  in 0.005..0.2  "How much faster excitation is than recovery."
parameter d   = 1     in 0..4        unit "l^2/t" "How fast excitation spreads."

field u "excitation" in 0..1 brush 1, 0
field v "recovery"   in 0..1 brush 0, 0

let threshold = (v + b) / a
du/dt = d * lap(u) + u * (1 - u) * (u - threshold) / eps
dv/dt = u - v

start perlin "Islands": u = perlin, v = 0.5 * a * step(y - 0.5 * Ly)
start scroll "A crossed gradient: one scroll": u = step(x - 0.5 * Lx), v = 0.5 * a * step(y - 0.5 * Ly)

view u isovalue 0.5 range 0..1
view v isovalue 0.3 range 0..1

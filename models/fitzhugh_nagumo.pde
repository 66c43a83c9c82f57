# FitzHugh 1961, Nagumo 1962: waves of excitation that annihilate where they meet
model "FitzHugh-Nagumo" "A fast variable fires, a slow one lets it rest."
source "FitzHugh 1961, doi 10.1016/S0006-3495(61)86902-6"
parameter dt = 0.05  in 0.001..0.5
parameter du = 1     in 0..4  unit "l^2/t" "How fast excitation spreads."
parameter dv = 0     in 0..4  unit "l^2/t" "How fast recovery spreads."
parameter e  = 0.08  in 0.001..1   "How slow recovery is."
parameter g  = 0.8   in 0..2       "How strongly recovery restores itself."
parameter i  = 0.7   in -1..1      "What pushes towards rest."

field u "excitation" in -2..2 brush 1.5, -1.2
field v "recovery"   in -1..2

du/dt = du * lap(u) + u - u^3 / 3 - v
dv/dt = dv * lap(v) + e * (u + i - g * v)

start perlin "Islands": u = -1.2 + 2.7 * perlin, v = -0.6 + step(y - 0.5 * Ly)
start scroll "A crossed gradient: one scroll": u = -1.2 + 2.7 * step(x - 0.5 * Lx), v = -0.6 + step(y - 0.5 * Ly)

view u isovalue 0 range -2..2
view v isovalue 0 range -1..2

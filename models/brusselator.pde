# Prigogine and Lefever 1968: a chemical clock, and patterns where it spreads unequally
model "Brusselator" "Two substances that swing in time or stand in space."
source "Prigogine and Lefever 1968, doi 10.1063/1.1668896"
parameter dt = 0.002 in 0.0001..0.1
parameter du = 2     in 0..10  unit "l^2/t" "How fast u spreads."
parameter dv = 16    in 0..100 unit "l^2/t" "How fast v spreads."
parameter a  = 4.5   in 1..6   "Inflow."
parameter b  = 7.5   in 0..8   "How fast u becomes v."

field u "activator" in 0..20 brush 8, 3
field v "inhibitor" in 0..10 brush 1, 2

du/dt = du * lap(u) + a - (b + 1) * u + u^2 * v
dv/dt = dv * lap(v) + b * u - u^2 * v

start noise "white noise": u = a + 0.1 * noise, v = b / a + 0.1 * noise2

view u isovalue 5 range 0..12
view v isovalue 1.7 range 0..10

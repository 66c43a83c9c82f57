# Schnakenberg 1979: the simplest chemistry with Turing patterns
model "Schnakenberg" "Activator and substrate: spots and stripes by diffusion alone."
source "Schnakenberg 1979, doi 10.1016/0022-5193(79)90042-0"
parameter dt = 0.005 in 0.0001..0.1
parameter du = 1     in 0..10  unit "l^2/t" "How fast the activator spreads."
parameter dv = 20    in 0..100 unit "l^2/t" "How fast the substrate spreads."
parameter a  = 0.1   in 0.01..1   unit "1/t"   "Inflow of the activator."
parameter b  = 0.9   in 0..2   unit "1/t"   "Inflow of the substrate."

field u "activator" in 0..4 brush 3, 0.1
field v "substrate" in 0..2 brush 0.5, 1.5

let made = u^2 * v
du/dt = du * lap(u) + a - u + made
dv/dt = dv * lap(v) + b - made

start noise "white noise": u = a + b + 0.01 * noise, v = b / (a + b)^2 + 0.01 * noise2

view u isovalue 1.5 range 0..4
view v isovalue 0.8 range 0..2

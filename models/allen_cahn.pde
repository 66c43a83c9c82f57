# Allen and Cahn 1979: two phases of equal worth; interfaces move by their curvature
model "Allen-Cahn" "Domains of two phases; small ones shrink and vanish."
source "Allen and Cahn 1979, doi 10.1016/0001-6160(79)90196-2"
parameter dt    = 0.1 in 0.001..1
parameter kappa = 1   in 0..4  unit "l^2/t" "Width of the interface, squared."
parameter tilt  = 0   in -0.3..0.3 "How much one phase is favoured."

field phi "phase" in -1.2..1.2 brush 1, -1

dphi/dt = kappa * lap(phi) + phi - phi^3 + tilt * (1 - phi^2)

start noise "white noise": phi = 0.1 * noise
start ball "One ball": phi = if((x - Lx/2)^2 + (y - Ly/2)^2 + (z - Lz/2)^2 < (Lx/4)^2, 1, -1)
start perlin "Islands": phi = 2 * perlin - 1

view phi isovalue 0 range -1..1

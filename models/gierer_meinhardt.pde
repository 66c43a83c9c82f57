# Gierer and Meinhardt 1972: an activator that multiplies itself, and an inhibitor that it makes, which spreads faster
model "Gierer-Meinhardt" "Peaks of an activator that keep their distance: how a polyp may place its tentacles."
source "Gierer and Meinhardt 1972, doi 10.1007/BF00289234"
parameter dt  = 0.025 in 0.0005..0.1
parameter da  = 0.25  in 0.01..1 unit "l^2/t" "How fast the activator spreads."
parameter dh  = 5     in 0.1..10 unit "l^2/t" "How fast the inhibitor spreads."
parameter rho = 0.1   in 0.01..1 unit "1/t"   "How fast both are made."
parameter mu  = 0.1   in 0.01..1 unit "1/t"   "How fast the activator decays."
parameter nu  = 0.15  in 0.01..1 unit "1/t"   "How fast the inhibitor decays."
parameter base = 0.001 in 0..0.1 unit "1/t"   "How much activator is made without any."

field a "activator" in 0..12 brush 6, 0.5
field h "inhibitor" in 0.2..6

da/dt = da * lap(a) + rho * a^2 / h - mu * a + base
dh/dt = dh * lap(h) + rho * a^2 - nu * h

start noise "white noise": a = nu / mu * (1 + 0.1 * noise), h = rho * nu / mu^2 * (1 + 0.1 * noise2)

view a isovalue 3 range 0..12
view h isovalue 1.6 range 0..4

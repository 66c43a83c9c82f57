# Gray and Scott 1984, Chem. Eng. Sci. 39, 1087; classes of patterns: Pearson 1993, Science 261, 189
# Food u flows in everywhere, v eats it and dies. The same bits as the built-in model gray_scott.
model "Gray-Scott" "Food flows in, an eater multiplies on it and dies: spots that divide, worms, sheets and mazes."
source "Gray and Scott 1984, doi 10.1016/0009-2509(84)87017-7; Pearson 1993, doi 10.1126/science.261.5118.189"
parameter dt   = 0.7    in 0.0001..1.5
parameter du   = 0.16   in 0.1..0.2  unit "l^2/t"  "How fast food spreads."
parameter dv   = 0.08   in 0.08..0.2 unit "l^2/t"  "How fast the eater spreads."
parameter feed = 0.0367 in 0.01..0.1 unit "1/t"    "How fast food flows in and everything is washed out."
parameter kill = 0.0649 in 0.03..0.1 unit "1/t"    "How fast the eater dies, on top of being washed out."

field u "food"  in 0..1   brush 0.3, 1
field v "eater" in 0..0.8 brush 0.4, 0

let eaten = u * v * v
du/dt = du * lap(u) - eaten + feed * (1 - u)
dv/dt = dv * lap(v) + eaten - (feed + kill) * v
cut v below 1e-15                 # so little never grows, and its square is slow to compute

start perlin "Perlin noise": v = perlin * perlin, u = 1 - perlin * perlin
start spheres "spheres": u = if(spheres > 0, 0.5 + 0.01 * noise, 1), v = if(spheres > 0, 0.25 + 0.01 * noise2, 0)
start noise "white noise": u = 0.5 + 0.1 * noise, v = 0.25 + 0.1 * noise2

view v "eater v" isovalue 0.2 range 0..1
view u "food u"  isovalue 0.5 range 0..1

preset worms "Worms": feed = 0.0367 kill = 0.0649
preset cells "Dividing cells": feed = 0.026 kill = 0.061

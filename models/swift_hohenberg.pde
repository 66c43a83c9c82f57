# Swift and Hohenberg 1977: rolls and hexagons, as in a heated fluid
model "Swift-Hohenberg" "One wavelength grows and the others die: rolls, balls and mazes."
source "Swift and Hohenberg 1977, doi 10.1103/PhysRevA.15.319"
parameter dt = 0.01 in 0.0001..0.1
parameter r  = 0.3  in -1..2 unit "1/t" "How far beyond the onset."
parameter q  = 1    in 0.2..2 unit "1/l" "Wave number of the pattern."
parameter s  = 0.5  in 0..2  "How much up and down differ."

field u "displacement" in -1.5..1.5 brush 1, -1

let w = lap(u) + q^2 * u
du/dt = r * u - q^2 * w - lap(w) + s * u^2 - u^3

start noise "white noise": u = 0.1 * noise

view u isovalue 0 range -1.5..1.5

# Cahn and Hilliard 1958: a mixture parts into two phases, whose domains grow
model "Cahn-Hilliard" "A mixture parts; the mean stays, the domains coarsen."
source "Cahn and Hilliard 1958, doi 10.1063/1.1744102"
parameter dt    = 0.01 in 0.0001..0.1
parameter m     = 1    in 0..4    "Mobility."
parameter kappa = 0.5  in 0.05..4 unit "l^2" "Energy of the interface."
parameter c     = 0    in -1..1   "Mean composition."

field phi "composition" in -1.2..1.2 brush 1, -1

let mu = phi^3 - phi - kappa * lap(phi)
dphi/dt = m * lap(mu)

start noise "white noise": phi = c + 0.05 * noise

view phi isovalue 0 range -1..1
view energy "energy density" = 0.25 * (phi^2 - 1)^2 + 0.5 * kappa * dot(grad(phi), grad(phi)) isovalue 0.1 range 0..0.5

// SPDX-License-Identifier: Apache-2.0
#include "thema/synth/themes.hpp"

#include <fmt/format.h>

#include <array>

#include "thema/core/error.hpp"

namespace thema {

namespace {

struct BuiltIn {
  std::string_view category;
  std::string_view terms;  // separated by ", "
};

constexpr std::array<BuiltIn, 16> kThemes{{
    {"cs.LG",
     "neural network, gradient descent, training loss, generalization, overfitting, representation learning, "
     "contrastive loss, classifier, image recognition, transformer, attention head, embedding, benchmark accuracy, "
     "batch normalization, dropout, convolutional layer, fine-tuning, pre-training, labelled examples, "
     "semi-supervised learning, reinforcement learning, policy gradient, reward function, adversarial example, "
     "knowledge distillation, hyperparameter, learning rate, backpropagation, latent space, autoencoder, generative "
     "model, diffusion model, graph neural network, few-shot learning, transfer learning, data augmentation, "
     "regularizer, kernel method, decision tree, ensemble, federated learning, continual learning, curriculum, "
     "optimizer, self-attention"},
    {"astro-ph.GA",
     "galaxy, star formation rate, stellar mass, redshift, spiral arm, bulge, dark matter halo, active galactic "
     "nucleus, quasar, Milky Way, globular cluster, metallicity, interstellar medium, molecular cloud, dust "
     "extinction, H$\\alpha$ emission, dwarf galaxy, merger, gas accretion, galactic disk, rotation curve, stellar "
     "population, luminosity function, spectroscopic survey, photometry, tidal stream, supermassive black hole, "
     "quenching, starburst, circumgalactic medium, emission line, velocity dispersion, integral field spectroscopy, "
     "stellar kinematics, bar instability, halo mass, CO luminosity, infrared excess, galaxy cluster, brightest "
     "cluster "
     "galaxy, chemical enrichment, initial mass function"},
    {"hep-th",
     "string theory, supersymmetry, gauge theory, conformal field theory, AdS/CFT correspondence, D-brane, holographic "
     "dual, black hole entropy, supergravity, Calabi-Yau compactification, moduli space, superpotential, S-duality, "
     "Wilson loop, scattering amplitude, central charge, conformal block, anomaly, Chern-Simons term, instanton, "
     "magnetic monopole, gravitino, large N limit, Yang-Mills theory, worldsheet, closed string, dilaton, flux vacua, "
     "swampland conjecture, de Sitter vacuum, entanglement entropy, bulk reconstruction, matrix model, "
     "non-perturbative "
     "effect, BPS state, beta function, renormalization group flow, operator product expansion, orbifold, "
     "noncommutative geometry, higher-spin symmetry, soft theorem"},
    {"quant-ph",
     "qubit, entanglement, quantum circuit, quantum error correction, decoherence, Bell inequality, quantum "
     "teleportation, superposition, density matrix, quantum channel, unitary gate, stabilizer code, surface code, "
     "trapped ion, quantum key distribution, single photon, quantum algorithm, Grover search, variational eigensolver, "
     "quantum annealing, Hilbert space, quantum advantage, measurement outcome, quantum state tomography, fidelity, "
     "Rydberg atom, quantum memory, open quantum system, Lindblad equation, quantum metrology, squeezed state, "
     "contextuality, quantum walk, logical qubit, magic state, noisy intermediate-scale device, quantum simulator, "
     "concurrence, coherent control, dynamical decoupling, boson sampling, quantum discord"},
    {"math.AG",
     "algebraic variety, projective scheme, moduli stack, sheaf cohomology, line bundle, birational map, Hodge "
     "structure, K3 surface, abelian variety, toric variety, divisor class, vanishing theorem, derived category, "
     "intersection theory, Chow ring, Hilbert scheme, Fano threefold, elliptic curve, rational point, deformation "
     "theory, ample cone, canonical bundle, minimal model program, singularity, resolution, blow-up, Picard group, "
     "Chern class, mirror symmetry, Gromov-Witten invariant, Grassmannian, stable curve, vector bundle, coherent "
     "sheaf, "
     "motivic integration, perverse sheaf, flat morphism, algebraically closed field, cubic hypersurface, genus, "
     "tropical curve, quiver representation"},
    {"cond-mat.supr-con",
     "superconductivity, critical temperature, Cooper pair, cuprate, iron pnictide, pairing symmetry, d-wave gap, "
     "Josephson junction, vortex lattice, penetration depth, upper critical field, Meissner effect, pseudogap, "
     "electron-phonon coupling, BCS theory, spin fluctuation, Fermi surface, charge density wave, doping level, "
     "optimally "
     "doped sample, heavy fermion, flux pinning, coherence length, tunnelling spectroscopy, superfluid density, "
     "magnetic penetration, thin film, single crystal, specific heat jump, nematic order, Majorana bound state, "
     "topological superconductor, Andreev reflection, hydride under pressure, nickelate, type-II superconductor, "
     "quasiparticle interference, neutron resonance, resistivity, phase stiffness, gap anisotropy, Eliashberg "
     "equation"},
    {"q-bio.NC",
     "neuron, spike train, synaptic plasticity, cortical circuit, hippocampus, firing rate, membrane potential, "
     "inhibitory interneuron, visual cortex, receptive field, functional connectivity, EEG recording, fMRI signal, "
     "brain network, place cell, working memory, neural code, dopamine, decision making, motor cortex, action "
     "potential, dendrite, oscillation, gamma rhythm, theta phase, sensory stimulus, synchrony, long-term "
     "potentiation, "
     "neural population, calcium imaging, sleep stage, epileptic seizure, thalamus, attention task, "
     "excitation-inhibition "
     "balance, connectome, basal ganglia, perceptual learning, odor representation, cerebellum, spike timing, "
     "reaction time"},
    {"cs.CR",
     "encryption, cryptographic protocol, public key, attacker, malware, intrusion detection, authentication, "
     "vulnerability, side channel, differential privacy, blockchain, smart contract, zero-knowledge proof, digital "
     "signature, hash function, secure multiparty computation, homomorphic encryption, threat model, botnet, phishing, "
     "access control, firmware, trusted execution environment, secret sharing, ransomware, denial of service, "
     "password, "
     "anonymity network, key exchange, block cipher, lattice cryptography, chosen-ciphertext security, sandbox, memory "
     "safety exploit, fuzzing, privacy leakage, consensus protocol, cryptocurrency wallet, certificate authority, "
     "security audit, forensic analysis, obfuscation"},
    {"stat.ME",
     "estimator, confidence interval, hypothesis test, regression coefficient, Bayesian inference, posterior "
     "distribution, prior distribution, causal effect, propensity score, missing data, bootstrap, maximum likelihood, "
     "covariate, randomized trial, survival analysis, hazard ratio, variable selection, lasso penalty, false discovery "
     "rate, mixed-effects model, longitudinal data, Markov chain Monte Carlo, sample size, asymptotic normality, "
     "semiparametric model, instrumental variable, time series, spatial process, Gaussian process prior, "
     "nonparametric regression, quantile regression, measurement error, clinical study, treatment assignment, "
     "sensitivity "
     "analysis, functional data, copula, change point, meta-analysis, empirical likelihood, model misspecification, "
     "high-dimensional covariance"},
    {"cs.RO",
     "robot, manipulator, motion planning, trajectory, grasp, end effector, mobile robot, legged locomotion, "
     "quadruped, "
     "obstacle avoidance, simultaneous localization and mapping, lidar, inertial sensor, visual odometry, aerial "
     "vehicle, quadrotor, kinematics, inverse dynamics, joint torque, tactile sensor, human-robot interaction, "
     "teleoperation, soft actuator, path planner, collision checking, configuration space, model predictive control, "
     "impedance control, pose estimation, autonomous driving, swarm, exoskeleton, gripper, navigation stack, "
     "sim-to-real "
     "gap, contact force, waypoint, underwater vehicle, assembly task, whole-body controller, calibration, loop "
     "closure"},
    {"econ.EM",
     "panel data, treatment effect, endogeneity, fixed effects, labour market, wage, demand estimation, price "
     "elasticity, consumer choice, monetary policy, inflation, volatility forecast, vector autoregression, "
     "cointegration, unit root, difference-in-differences, regression discontinuity, auction, market equilibrium, "
     "identification, moment inequality, generalized method of moments, heteroskedasticity, asset return, "
     "unemployment, household survey, trade flow, firm productivity, instrument, discrete choice, structural break, "
     "counterfactual policy, welfare, interest rate, gross domestic product, business cycle, peer effect, income "
     "inequality, tax reform, nowcasting, factor model, stochastic volatility"},
    {"physics.flu-dyn",
     "turbulence, Reynolds number, boundary layer, Navier-Stokes equation, vortex shedding, wake, shear flow, drag "
     "reduction, large eddy simulation, direct numerical simulation, Rayleigh-B\\'enard convection, droplet, bubble, "
     "capillary wave, viscosity, laminar flow, transition to turbulence, jet, mixing layer, pipe flow, wall shear "
     "stress, "
     "energy cascade, two-phase flow, surface tension, compressible flow, shock wave, heat transfer, channel flow, "
     "pressure gradient, particle-laden flow, swimmer, airfoil, stratified fluid, internal wave, cavitation, "
     "microfluidic channel, lattice Boltzmann method, vorticity, stall, Marangoni flow, gravity current, porous "
     "medium"},
    {"cs.CL",
     "language model, machine translation, word embedding, sentence, parsing, named entity, question answering, "
     "summarization, dialogue system, speech recognition, corpus, tokenization, sentiment, low-resource language, "
     "multilingual model, semantic role, syntax tree, coreference, text generation, prompt, annotation, morphology, "
     "discourse, lexicon, paraphrase, BLEU score, perplexity, relation extraction, document retrieval, "
     "hallucination, instruction tuning, vocabulary, bilingual dictionary, text classification, commonsense "
     "reasoning, hate speech, word sense, entailment, linguistic feature, reading comprehension, pretrained encoder, "
     "code-switching"},
    {"math.PR",
     "Brownian motion, random walk, martingale, stochastic differential equation, large deviation principle, central "
     "limit theorem, Markov chain, mixing time, percolation, random matrix, branching process, Poisson process, "
     "L\\'evy "
     "process, ergodicity, invariant measure, coupling, Gaussian free field, interacting particle system, exclusion "
     "process, random graph, phase transition, concentration inequality, stationary distribution, hitting time, "
     "local time, conditional expectation, weak convergence, scaling limit, rough path, stochastic heat equation, "
     "occupation measure, renewal process, spectral gap, tail bound, Wiener chaos, random environment, contact "
     "process, coalescent, excursion, fractional noise, optimal stopping, semigroup"},
    {"physics.optics",
     "laser, photonic crystal, waveguide, optical fibre, metasurface, plasmon, refractive index, femtosecond pulse, "
     "frequency comb, second harmonic generation, microresonator, whispering gallery mode, optical cavity, "
     "diffraction, polarization, hologram, terahertz radiation, supercontinuum, soliton, four-wave mixing, "
     "photodetector, "
     "light scattering, nanoparticle, optical tweezers, beam shaping, orbital angular momentum, interferometer, "
     "silicon photonics, lens, spectral bandwidth, phase matching, Kerr nonlinearity, dispersion, grating, near field, "
     "quantum dot emitter, absorption, transmission spectrum, electro-optic modulator, speckle, imaging resolution, "
     "topological photonics"},
    {"astro-ph.EP",
     "exoplanet, transit light curve, radial velocity, hot Jupiter, planetary atmosphere, protoplanetary disk, "
     "habitable zone, asteroid, comet, orbital resonance, super-Earth, planet formation, planetesimal, transmission "
     "spectroscopy, host star, debris disk, giant planet, Kuiper belt, meteorite, eccentricity, obliquity, tidal "
     "heating, moon, pebble accretion, planetary migration, atmospheric escape, cloud deck, albedo, impact crater, "
     "Mars, Saturn ring, brown dwarf companion, direct imaging, multi-planet system, mass-radius relation, "
     "stellar activity, transit timing variation, water vapour, rocky planet, interior structure, ice giant, "
     "circumbinary orbit"},
}};

std::vector<std::string_view> split_terms(std::string_view text) {
  std::vector<std::string_view> terms;
  while (!text.empty()) {
    const std::size_t comma = text.find(", ");
    terms.push_back(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 2);
  }
  return terms;
}

}  // namespace

std::int64_t theme_count() { return static_cast<std::int64_t>(kThemes.size()); }
std::int64_t most_topics() { return theme_count() * theme_count(); }

Theme make_theme(std::int64_t topic) {
  require(topic >= 0 && topic < most_topics(), "no such topic");
  const auto base = static_cast<std::size_t>(topic) % kThemes.size();
  const auto variant = static_cast<std::size_t>(topic) / kThemes.size();
  const BuiltIn& own = kThemes[base];
  const std::vector<std::string_view> terms = split_terms(own.terms);
  if (variant == 0) return {std::string(own.category), terms};
  // The second half of its own terms with the first half of another theme's.
  Theme mixed{fmt::format("{}.{}", own.category, variant + 1), {}};
  const std::vector<std::string_view> other = split_terms(kThemes[(base + variant) % kThemes.size()].terms);
  mixed.terms.assign(terms.begin() + static_cast<std::ptrdiff_t>(terms.size() / 2), terms.end());
  mixed.terms.insert(mixed.terms.end(), other.begin(), other.begin() + static_cast<std::ptrdiff_t>(other.size() / 2));
  return mixed;
}

}  // namespace thema

//! Setup, test, codegen, tidy, shots, bench.

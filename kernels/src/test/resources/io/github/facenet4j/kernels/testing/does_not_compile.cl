// testing/does_not_compile.cl   Its build log must reach the exception.
__kernel void does_not_compile(__global float *x) { x[0] = undeclared_variable; }

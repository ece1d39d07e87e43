// testing/does_not_build.cl   an instruction that no compiler knows

__kernel void does_not_build(__global float *c) {
  c[0] = no_such_instruction(c[1]);
}

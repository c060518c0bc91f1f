// A plugin that needs a function which nobody has, so that it cannot be loaded.
void a_function_that_nobody_has(void);

__attribute__((visibility("default"))) void pipevane_plugin(void) { a_function_that_nobody_has(); }

// A shared object that is no plugin: it exports something else.
__attribute__((visibility("default"))) const int some_other_symbol = 1;

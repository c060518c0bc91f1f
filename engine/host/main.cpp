#include "engine/host/application.h"

#include <iostream>

int main(int argc, char** argv) {
  try {
    pipevane::host::PipevaneApplication application;
    application.init(argc, argv);
    return application.run();
  } catch (const Poco::Exception& error) {
    std::cerr << error.displayText() << '\n';
    return 1;
  }
}

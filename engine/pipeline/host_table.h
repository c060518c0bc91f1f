// The contract's tables, filled in with calls of a component and its neighbours.
#pragma once

#include <pipevane/abi.h>

#include <cstddef>

namespace pipevane::pipeline {

class Component;

// What the component's plugin is given; its `self` is the component.
pv_host hostTable(Component& component, const char* id, std::size_t id_size);

}  // namespace pipevane::pipeline

// The right answer in the shapes that other releases give it.
#pragma once

#include <string>

namespace pipevane::simulator {

enum class Twist {
  kStrings,   // every number is a string
  kBooleans,  // 0 and 1 in every shape: number, string, true and false, empty, absent
  kMissing,   // each row lacks one of the keys that no client can count on, in turn
  kEnums,     // states that nobody knows, and a row of an unknown type
  kFields     // keys that nobody knows, plain and deep
};

// What it says stays the same, but for what is missing or unknown. Throws Poco::Exception.
std::string twisted(const std::string& json, Twist twist);

}  // namespace pipevane::simulator

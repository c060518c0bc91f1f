// Looks over a text of YAML before it is read.
#pragma once

#include <string>

namespace pipevane::config {

// How many documents it holds; two stand for any more. Throws YAML::Exception for what is no YAML.
// What belongs to nothing, as in a lone comma, counts as documents without end for yaml-cpp, whose
// own way to read them all never comes back then: that is no YAML here.
int countDocuments(const std::string& text);

}  // namespace pipevane::config

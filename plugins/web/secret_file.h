// A small file for its owner's eyes only.
#pragma once

#include <filesystem>
#include <string>

namespace pipevane::web {

// The whole text; empty where there is no such file. Throws Error where it cannot be read.
std::string readSecret(const std::filesystem::path& file);
// Whole or not at all; makes the folder. Throws Error.
void writeSecret(const std::filesystem::path& file, const std::string& text);

}  // namespace pipevane::web

// A small file that is there as a whole or not at all.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace pipevane::proxmox {

// Nothing where there is none. Throws Error where it is no file, cannot be read, or has more than
// `most` bytes.
std::optional<std::string> readKept(const std::filesystem::path& file, std::size_t most);
// For its owner's eyes only; on the disk when this returns. What stood there before stays where
// this fails. One at a time. Throws Error.
void writeKept(const std::filesystem::path& file, const std::string& text);

}  // namespace pipevane::proxmox

// Where a recording goes.
#pragma once

#include <cstdint>
#include <string>

namespace pipevane::recorder {

// `path` itself, or where it is a folder (it exists as one, or ends with a slash) a new file in it,
// named after the time. Where this process has recorded into `path` before and the file is still
// there, the next free part, "tape-2.zst". Makes the folders on the way. Throws Error where that
// fails.
std::string sessionPath(const std::string& path, std::int64_t now_ms);

// [any] From now on this process has recorded into it.
void keepInMind(const std::string& path);

// Throws Error, with what to do, where a session could not be made there. Makes nothing.
void tryPath(const std::string& path, bool overwrite);

// The whole path of the one file that is meant, however it is written; empty where each start
// makes a file of its own.
std::string onlyFile(const std::string& path);

}  // namespace pipevane::recorder

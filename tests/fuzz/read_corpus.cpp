// A fuzz target without the fuzzer: reads every file of a folder once. So that what was found stays
// found in every build, also with a compiler that has no fuzzer.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: read_corpus FOLDER\n", stderr);
    return 2;
  }
  std::size_t read = 0;
  for (const auto& each : std::filesystem::directory_iterator(arguments[1])) {
    std::ifstream in(each.path(), std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    ++read;
  }
  std::printf("%zu files\n", read);
  return read > 0 ? 0 : 1;
}

#include "engine/loader/probe.h"

#include "engine/base/limits.h"
#include "engine/loader/shared_object.h"

#include <pipevane/error.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

namespace pipevane::loader {
namespace {

// Codes of our own, so that a plugin that ends the process while it is loaded is not taken for
// accepted.
constexpr int kAccepted = 42;
constexpr int kRefused = 43;
constexpr std::size_t kLongestSentence = 4096;

// In the child. Leaves without running destructors or exit handlers, which belong to the parent.
[[noreturn]] void tryToLoad(const std::filesystem::path& file, int report) {
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTERM})
    ::signal(signal, SIG_DFL);
  try {
    loadSharedObject(file);
    _exit(kAccepted);
  } catch (const std::exception& error) {
    const std::string_view sentence(error.what());
    const auto written =
        write(report, sentence.data(), std::min(sentence.size(), kLongestSentence));
    _exit(written < 0 ? kRefused + 1 : kRefused);
  }
}

// Reads until the child closes its end. False when it did not within the time.
bool readReport(int report, std::string& sentence) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::milliseconds(limits::kProbeTimeoutMs);
  std::array<char, 512> part{};
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    pollfd waiting{.fd = report, .events = POLLIN, .revents = 0};
    if (poll(&waiting, 1, static_cast<int>(left.count())) < 0 && errno != EINTR) return false;
    if (waiting.revents == 0) continue;
    const auto count = read(report, part.data(), part.size());
    if (count <= 0) return true;
    if (sentence.size() < kLongestSentence)
      sentence.append(part.data(), static_cast<std::size_t>(count));
  }
}

int waitFor(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

std::optional<std::string> verdict(int status, const std::string& sentence) {
  if (WIFSIGNALED(status))
    return "it crashes while it is loaded (" + std::string(strsignal(WTERMSIG(status))) + ")";
  if (WEXITSTATUS(status) == kAccepted) return std::nullopt;
  if (WEXITSTATUS(status) == kRefused && !sentence.empty()) return sentence;
  return "it ends the process while it is loaded";
}

}  // namespace

std::optional<std::string> probe(const std::filesystem::path& file) {
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0)
    throw Error(std::string("cannot probe plugins: ") + std::strerror(errno));
  const pid_t child = fork();
  if (child < 0) throw Error(std::string("cannot probe plugins: ") + std::strerror(errno));
  if (child == 0) tryToLoad(file, pipe_ends[1]);
  close(pipe_ends[1]);
  std::string sentence;
  const bool ended = readReport(pipe_ends[0], sentence);
  close(pipe_ends[0]);
  if (!ended) kill(child, SIGKILL);
  const int status = waitFor(child);
  if (!ended)
    return "it did not finish loading within " + std::to_string(limits::kProbeTimeoutMs / 1000) +
           " s";
  return verdict(status, sentence);
}

}  // namespace pipevane::loader

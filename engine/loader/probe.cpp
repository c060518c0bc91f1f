#include "engine/loader/probe.h"

#include "engine/loader/shared_object.h"

#include <pipevane/error.h>

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace pipevane::loader {
namespace {

using Clock = std::chrono::steady_clock;

// What the child says first: a plugin that ends the process while it is loaded says neither,
// whatever its exit code.
constexpr std::string_view kAccepted = "pipevane: accepted";
constexpr std::string_view kRefused = "pipevane: refused: ";
// One write of this size is never torn, so what an ended child has said is there as a whole.
constexpr std::size_t kLongestReport = PIPE_BUF;
// How often the child is looked at. Loading takes some milliseconds.
constexpr int kLookEveryMs = 1;

// In the child. Leaves without running destructors or exit handlers, which belong to the parent.
[[noreturn]] void leaveSaying(std::string_view report, int to) {
  const auto written = write(to, report.data(), std::min(report.size(), kLongestReport));
  _exit(written < 0 ? 1 : 0);
}

[[noreturn]] void tryToLoad(const std::filesystem::path& file, int report) {
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTERM})
    ::signal(signal, SIG_DFL);
  try {
    loadSharedObject(file);
  } catch (const std::exception& error) {
    leaveSaying(std::string(kRefused) + error.what(), report);
  }
  leaveSaying(kAccepted, report);
}

// Takes what is in the pipe, without waiting. False when nobody can write into it any more.
bool takeReport(int report, std::string& said) {
  std::array<char, 512> part{};
  for (;;) {
    const auto count = read(report, part.data(), part.size());
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    if (count == 0) return false;
    if (said.size() < kLongestReport) said.append(part.data(), static_cast<std::size_t>(count));
  }
}

int reap(pid_t child, int options, int& status) {
  int reaped = 0;
  while ((reaped = waitpid(child, &status, options)) < 0 && errno == EINTR) {
  }
  return reaped;
}

// The child's status, and what it said; nothing where it had not ended by the deadline. Only its
// end counts: the pipe may be closed by a child that hangs, and held open by one of its own
// children after it has ended.
std::optional<int> awaitEnd(pid_t child, int report, Clock::time_point deadline,
                            std::string& said) {
  int status = 0;
  pollfd pipe_end{.fd = report, .events = POLLIN, .revents = 0};
  while (Clock::now() < deadline) {
    // An end that is closed is not looked at any more, which leaves the pause.
    if (poll(&pipe_end, 1, kLookEveryMs) > 0 && !takeReport(report, said)) pipe_end.fd = -1;
    if (reap(child, WNOHANG, status) == 0) continue;
    takeReport(report, said);
    return status;
  }
  kill(child, SIGKILL);
  reap(child, 0, status);
  return std::nullopt;
}

std::optional<std::string> verdict(int status, std::string_view said) {
  if (WIFSIGNALED(status))
    return "it crashes while it is loaded (" + std::string(strsignal(WTERMSIG(status))) + ")";
  if (said == kAccepted) return std::nullopt;
  if (said.starts_with(kRefused)) return std::string(said.substr(kRefused.size()));
  return "it ends the process while it is loaded";
}

}  // namespace

std::optional<std::string> probe(const std::filesystem::path& file,
                                 std::chrono::milliseconds longest) {
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
    throw Error(std::string("cannot probe plugins: ") + std::strerror(errno));
  const pid_t child = fork();
  if (child < 0) throw Error(std::string("cannot probe plugins: ") + std::strerror(errno));
  if (child == 0) tryToLoad(file, pipe_ends[1]);
  close(pipe_ends[1]);
  std::string said;
  const auto status = awaitEnd(child, pipe_ends[0], Clock::now() + longest, said);
  close(pipe_ends[0]);
  if (status) return verdict(*status, said);
  return "it did not finish loading within " + std::to_string(longest.count() / 1000) + " s";
}

}  // namespace pipevane::loader

#include "tests/end_to_end/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>

namespace pipevane::testing {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> raw;
  for (std::string& each : texts) raw.push_back(each.data());
  raw.push_back(nullptr);
  return raw;
}

std::vector<std::string> written(const Process::Environment& environment) {
  std::vector<std::string> lines;
  if (const char* path = std::getenv("PATH")) lines.push_back(std::string("PATH=") + path);
  for (const auto& [name, value] : environment) lines.push_back(name + "=" + value);
  // Sanitizers are told what to do by their own variables.
  for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"})
    if (const char* value = std::getenv(name)) lines.push_back(std::string(name) + "=" + value);
  return lines;
}

}  // namespace

Process::Process(const std::vector<std::string>& command, const Environment& environment) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  std::vector<std::string> arguments = command;
  std::vector<std::string> variables = written(environment);
  const int failed = posix_spawn(&id_, command[0].c_str(), &actions, nullptr,
                                 pointers(arguments).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  pipe_ = ends[0];
  if (failed != 0) throw std::runtime_error("cannot start " + command[0]);
}

Process::~Process() {
  if (!exit_code_) {
    kill(id_, SIGKILL);
    reap();
  }
  close(pipe_);
}

bool Process::readMore(Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
  pollfd waiting{.fd = pipe_, .events = POLLIN, .revents = 0};
  if (left.count() <= 0 || poll(&waiting, 1, static_cast<int>(left.count())) == 0)
    throw std::runtime_error("the program said nothing more in time; so far:\n" + output_);
  std::array<char, 4096> part{};
  const auto count = read(pipe_, part.data(), part.size());
  if (count < 0 && errno == EINTR) return true;
  if (count <= 0) return false;
  output_.append(part.data(), static_cast<std::size_t>(count));
  return true;
}

const std::string& Process::output() {
  pollfd waiting{.fd = pipe_, .events = POLLIN, .revents = 0};
  while (poll(&waiting, 1, 0) > 0 && readMore(Clock::now() + kPatience)) {
  }
  return output_;
}

std::string Process::awaitLine(const std::string& wanted) {
  const auto deadline = Clock::now() + kPatience;
  for (;;) {
    for (auto end = output_.find('\n', searched_); end != std::string::npos;
         end = output_.find('\n', searched_)) {
      const std::string line = output_.substr(searched_, end - searched_);
      searched_ = end + 1;
      if (line.find(wanted) != std::string::npos) return line;
    }
    if (!readMore(deadline)) throw std::runtime_error("the program ended; it said:\n" + output_);
  }
}

int Process::awaitEnd() {
  const auto deadline = Clock::now() + kPatience;
  while (readMore(deadline)) {
  }
  return reap();
}

int Process::end(int signal) {
  kill(id_, signal);
  return awaitEnd();
}

int Process::reap() {
  int status = 0;
  while (waitpid(id_, &status, 0) < 0 && errno == EINTR) {
  }
  exit_code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return *exit_code_;
}

}  // namespace pipevane::testing

// The real program, running, and the shortest ways to ask it.
#pragma once

#include "tests/end_to_end/process.h"
#include "tests/plugins/web/one_client.h"
#include "tests/plugins/web/temporary_folder.h"

#include <Poco/Dynamic/Var.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pipevane::testing {

using JsonPtr = Poco::JSON::Object::Ptr;

// The program with a web sink; its folder for data goes away with it.
class RunningPipevane {
 public:
  // With the pipeline that these variables describe.
  explicit RunningPipevane(Process::Environment environment);
  // With a pipeline as YAML.
  RunningPipevane(const std::string& yaml, Process::Environment environment);

  // A request's answer, whatever its status.
  struct Answer {
    int status;
    std::string body;
  };
  Answer ask(const std::string& method, const std::string& address) const;
  // The answer's body; throws where the status is another one than 200.
  std::string text(const std::string& address) const;
  JsonPtr json(const std::string& address) const;
  // All pages of a list.
  std::vector<JsonPtr> items(const std::string& address) const;

  // Every sample that the history sink has of one series; none of the cluster's own archive.
  struct Stored {
    std::vector<std::int64_t> times_ms;
    std::vector<Poco::Dynamic::Var> values;
  };
  Stored stored(const std::string& entity, const std::string& metric) const;

  // Follows the WebSocket until what it has told so far, entities and components merged, satisfies
  // `enough`; throws with that when it does not come to it.
  void await(const std::function<bool(const Poco::JSON::Object& entities,
                                      const Poco::JSON::Object& components)>& enough) const;
  // The same of events, which a WebSocket tells of only where it is asked to: until that one is of
  // that entity. Where nothing but events comes there is no other message.
  void awaitEvent(const std::string& id, const std::string& entity) const;
  // Until the component says that it is in that state; its reason.
  std::string awaitState(const std::string& component, const std::string& state) const;

  // Until it logs that.
  void awaitLog(const std::string& part) { process_->awaitLine(part); }
  // Until a web server listens that was not there before; from then on that one is asked.
  void awaitServer();

  // Tells it to stop; its exit code.
  int stop();
  std::string log() const { return process_->output(); }
  std::uint16_t port() const { return port_; }
  pid_t process() const { return process_->id(); }
  const std::filesystem::path& folder() const { return folder_.path; }

 private:
  void start(const std::vector<std::string>& arguments, Process::Environment environment);
  // Each message of a subscription, until it is enough; false where it did not come to that.
  bool follow(const std::string& subscription,
              const std::function<bool(const Poco::JSON::Object& message)>& enough) const;

  web::TemporaryFolder folder_;
  std::unique_ptr<Process> process_;
  std::uint16_t port_ = 0;
};

std::string pipevaneProgram();
std::string contentOf(const std::filesystem::path& file);

}  // namespace pipevane::testing

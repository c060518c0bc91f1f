// `pipevane doctor` as a program, against simulated clusters over real TLS.
#pragma once

#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <Poco/JSON/Parser.h>
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace pipevane::testing {
inline simulator::Settings small() {
  simulator::Settings settings;
  settings.nodes = 2;
  settings.guests = 4;
  settings.past_s = 60;
  return settings;
}

inline simulator::Settings ofRelease(const std::string& release) {
  simulator::Settings settings = small();
  settings.pve_release = release;
  return settings;
}

// A pipeline of these sources; it has to have a sink.
inline std::string yamlOf(const std::string& sources) {
  return "version: 1\nsources:\n" + sources +
         "sinks:\n  web: {type: web, port: 0, inputs: [\"*\"]}\n";
}

inline std::string textIn(const JsonPtr& finding, const std::string& key) {
  return finding->optValue<std::string>(key, "");
}

// Without what is other where lines are broken, and in front of commands.
inline std::string lettersOf(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == ';' || c == ','; });
  return text;
}

struct Examined {
  int code = 0;
  std::string text;               // as it is printed for people
  std::vector<JsonPtr> findings;  // as JSON

  // The one of that check, which there is once.
  JsonPtr of(const std::string& check) const {
    JsonPtr found;
    for (const JsonPtr& each : findings)
      if (textIn(each, "check") == check) {
        EXPECT_TRUE(found.isNull()) << "two of " << check;
        found = each;
      }
    if (found.isNull()) throw std::out_of_range("no finding of " + check + " in\n" + text);
    return found;
  }
  std::vector<std::string> states() const {
    std::vector<std::string> all;
    for (const JsonPtr& each : findings) all.push_back(textIn(each, "state"));
    return all;
  }
};

class Doctor : public ::testing::Test {
 protected:
  // Both forms, which have to say the same.
  Examined examine(const std::string& yaml, const std::string& secret) {
    const std::string file = (folder_.path / "pipeline.yaml").string();
    std::ofstream(file) << yaml;
    const Process::Environment environment = {{"SECRET", secret}};
    Examined examined;
    Process text({pipevaneProgram(), "doctor", "--config", file}, environment);
    examined.code = text.awaitEnd();
    examined.text = text.output();
    Process json({pipevaneProgram(), "doctor", "--format", "json", "--config", file}, environment);
    EXPECT_EQ(json.awaitEnd(), examined.code);
    const auto list =
        Poco::JSON::Parser().parse(json.output()).extract<JsonPtr>()->getArray("findings");
    for (unsigned i = 0; i < list->size(); ++i) examined.findings.push_back(list->getObject(i));
    for (const JsonPtr& each : examined.findings) {
      for (const char* key : {"component", "target", "check", "state", "sentence", "remedy"})
        EXPECT_THAT(lettersOf(examined.text), ::testing::HasSubstr(lettersOf(textIn(each, key))));
      const auto commands = each->getArray("commands");
      for (unsigned i = 0; commands && i < commands->size(); ++i)
        EXPECT_THAT(examined.text,
                    ::testing::HasSubstr("\n" + std::string(17, ' ') +
                                         commands->getElement<std::string>(i) + "\n"))
            << "on a line of its own";
    }
    for (const std::string& output : {examined.text, json.output()}) {
      EXPECT_THAT(output, ::testing::Not(::testing::HasSubstr(secret)));
      EXPECT_THAT(output, ::testing::Not(::testing::HasSubstr("PVEAPIToken")));
    }
    return examined;
  }
  // With this instead of the certificate's true fingerprint.
  Examined examineTrusting(const simulator::Simulator& cluster, const std::string& trust) {
    return examine(
        yamlOf("  lab: {type: proxmox_poll, endpoints: [\"127.0.0.1:" +
               std::to_string(cluster.port()) + "\"], token_id: \"" + cluster.settings().token_id +
               "\", token_secret: \"${env:SECRET}\", " + trust + "}\n"),
        cluster.settings().token_secret);
  }
  Examined examine(const simulator::Simulator& cluster) {
    return examine(yamlOf(sourceYaml("lab", cluster)), cluster.settings().token_secret);
  }

  web::TemporaryFolder folder_;
};

}  // namespace pipevane::testing

#include "engine/host/workspace.h"

#include "engine/config/generate.h"
#include "engine/config/problems.h"
#include "engine/host/folders.h"

#include <Poco/Util/Option.h>

#include <filesystem>
#include <fstream>
#include <iostream>

namespace pipevane::host {
namespace {

using Poco::Util::Option;

// A megabyte more than the reader accepts, so that it can say what is wrong.
constexpr std::size_t kMostRead = 2 << 20;

[[noreturn]] void refuse(const std::string& file, const char* why) {
  throw config::ConfigError({{{file, 0, 0}, why}});
}

bool isFolder(const std::string& path) {
  std::error_code unreadable;
  return std::filesystem::is_directory(path, unreadable);
}

std::ifstream opened(const std::string& file) {
  // A folder can be opened, and is empty.
  if (isFolder(file)) refuse(file, "it is a folder and no file");
  std::ifstream in(file, std::ios::binary);
  if (!in) refuse(file, "the file cannot be read");
  return in;
}

// In no more memory than it takes: it is kept, to be held against what a reload reads.
std::string readAll(std::istream& in) {
  std::string text;
  char part[4096];
  while (text.size() < kMostRead && (in.read(part, sizeof part) || in.gcount() > 0))
    text.append(part, static_cast<std::size_t>(in.gcount()));
  return text;
}

}  // namespace

void defineEnvironmentOptions(Poco::Util::OptionSet& options) {
  options.addOption(
      Option("env-file", "e", "Read variables from this file too; those that are set win.")
          .argument("FILE"));
}

void definePluginOptions(Poco::Util::OptionSet& options) {
  defineEnvironmentOptions(options);
  options.addOption(
      Option("plugins", "p", "A folder of plugins, searched before the others. May be repeated.")
          .argument("FOLDER")
          .repeatable(true));
}

void defineWorkspaceOptions(Poco::Util::OptionSet& options) {
  options.addOption(Option("config", "c",
                           "The pipeline's YAML file; - reads the standard input. "
                           "Without it the environment describes the pipeline.")
                        .argument("FILE"));
  definePluginOptions(options);
}

config::Environment environmentOf(const Arguments& arguments) {
  config::Environment own = config::processEnvironment();
  if (!arguments.has("env-file")) return own;
  const std::string file = arguments.value("env-file");
  std::ifstream in = opened(file);
  return config::merged(config::readEnvFile(in, file), own);
}

loader::Catalogue catalogueOf(const Arguments& arguments, const config::Environment& environment) {
  const auto given = arguments.values("plugins");
  for (const std::string& folder : given)
    if (!isFolder(folder)) refuse(folder, "there is no such folder of plugins");
  for (const std::string& folder : pluginPath(environment))
    if (!isFolder(folder))
      refuse(folder, "PIPEVANE_PLUGIN_PATH names it and there is no such folder of plugins");
  loader::Catalogue catalogue;
  for (const auto& folder : pluginFolders(given, environment)) catalogue.addFolder(folder);
  return catalogue;
}

void printRefused(const loader::Catalogue& catalogue) {
  for (const auto& refused : catalogue.refused()) std::cerr << refused.why << '\n';
}

config::KnownTypes knownTypes(const loader::Catalogue& catalogue) {
  return {[&catalogue](std::string_view name) { return catalogue.find(name); },
          catalogue.typeNames()};
}

PipelineText pipelineTextOf(const Arguments& arguments, const config::Environment& environment,
                            config::Files files) {
  if (!arguments.has("config")) {
    config::GeneratedPipeline generated = config::generatePipeline(environment, files);
    return {std::move(generated.yaml), "the generated pipeline", generated.demo};
  }
  const std::string file = arguments.value("config");
  if (file == "-") return {readAll(std::cin), "standard input"};
  std::ifstream in = opened(file);
  return {readAll(in), file};
}

RoughWorkspace roughWorkspaceOf(const Arguments& arguments) {
  const auto environment = environmentOf(arguments);
  RoughWorkspace rough{
      pipelineTextOf(arguments, environment), catalogueOf(arguments, environment), {}};
  printRefused(rough.catalogue);
  rough.reading = config::readAsFarAsPossible(rough.text.yaml, rough.text.file,
                                              knownTypes(rough.catalogue), environment);
  return rough;
}

Workspace workspaceOf(const Arguments& arguments) {
  RoughWorkspace rough = roughWorkspaceOf(arguments);
  if (!rough.reading.problems.empty()) throw config::ConfigError(std::move(rough.reading.problems));
  return {std::move(rough.text), std::move(rough.catalogue), std::move(rough.reading.spec)};
}

}  // namespace pipevane::host

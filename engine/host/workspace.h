// What several commands start from: the environment, the plugins, the pipeline's text.
#pragma once

#include "engine/config/environment.h"
#include "engine/config/known_types.h"
#include "engine/config/pipeline_reader.h"
#include "engine/config/pipeline_spec.h"
#include "engine/config/text_file.h"
#include "engine/host/command.h"
#include "engine/loader/catalogue.h"

#include <Poco/Util/OptionSet.h>

#include <string>

namespace pipevane::host {

// --config, --env-file and --plugins.
void defineWorkspaceOptions(Poco::Util::OptionSet& options);
void defineEnvironmentOptions(Poco::Util::OptionSet& options);
// --plugins, and --env-file, where PIPEVANE_PLUGIN_PATH may stand.
void definePluginOptions(Poco::Util::OptionSet& options);

// The process' environment over the file of --env-file.
config::Environment environmentOf(const Arguments& arguments);

// The plugins of all folders. Throws ConfigError for one that was asked for and is not there.
loader::Catalogue catalogueOf(const Arguments& arguments, const config::Environment& environment);
// Says on the error output which plugins are refused, and why.
void printRefused(const loader::Catalogue& catalogue);
config::KnownTypes knownTypes(const loader::Catalogue& catalogue);

struct PipelineText {
  std::string yaml;
  std::string file;  // as it stands in sentences
  bool demo = false;
};
// The file of --config ("-" is the standard input), else what the environment describes, with
// variables that name `files`.
PipelineText pipelineTextOf(const Arguments& arguments, const config::Environment& environment,
                            config::Files files = config::Files::kAny);

// A pipeline to look at, with the plugins that it is made of.
struct RoughWorkspace {
  PipelineText text;
  loader::Catalogue catalogue;
  config::PipelineReading reading;
};
// All of the above, with what is wrong with the pipeline; refused plugins are said on the error
// output.
RoughWorkspace roughWorkspaceOf(const Arguments& arguments);

struct Workspace {
  PipelineText text;
  loader::Catalogue catalogue;
  config::PipelineSpec spec;
};
// The same; throws ConfigError with everything that is wrong with the pipeline.
Workspace workspaceOf(const Arguments& arguments);

}  // namespace pipevane::host

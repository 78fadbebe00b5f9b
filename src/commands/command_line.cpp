// SPDX-License-Identifier: Apache-2.0
#include "thema/commands/command_line.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "thema/bench/bench.hpp"
#include "thema/data/provenance.hpp"

namespace thema {

namespace {

struct CommandSpec {
  const char* name;
  const char* summary;
  std::vector<std::string> tables;  // whose options it takes
};

const std::vector<CommandSpec>& command_specs() {
  static const std::vector<CommandSpec> specs{
      {"run",
       "run all five stages, skipping what is complete",
       {"run", "ingest", "encode", "cluster", "label", "project"}},
      {"ingest", "JSON lines -> documents.h5", {"run", "ingest"}},
      {"encode", "documents.h5 -> embeddings.h5", {"run", "encode"}},
      {"cluster", "embeddings.h5 -> clusters.h5", {"run", "cluster"}},
      {"label", "documents.h5, clusters.h5 -> topics.h5", {"run", "label"}},
      {"project", "embeddings.h5 -> map.h5", {"run", "project"}},
      {"import", "take embeddings made elsewhere: --embeddings FILE.npy|.h5 --input FILE", {"run", "ingest", "encode"}},
      {"synth", "write synthetic papers with planted topics to --output FILE", {"run", "synth"}},
      {"tokenize", "texts on standard input, a line each -> token ids", {"encode"}},
      {"info", "what this machine can do", {"run"}},
      {"bench",
       "measure speed: thema bench attention|encode|tokenize|kmeans|map|reduce|write",
       {"run", "bench", "encode"}},
      {"explain", "why a paper is in its topic: --id ARXIV_ID; or --topic T, --evaluate N", {"run", "explain"}},
      {"compare", "how far two runs of the same papers have the same topics: --run A --with B", {"run", "compare"}},
      {"search", "what a run has nearest to a text: --run DIR \"free text\"", {"run", "search"}},
      {"assign", "put new papers into the topics of a run: --run DIR --input NEW.jsonl", {"run", "assign"}},
      {"edit", "merge, split, rename and drop topics of a run: --run DIR --edits FILE.toml", {"run"}},
      {"verify", "check every checksum of a run directory", {"run"}},
  };
  return specs;
}

/// Values given on the command line, kept until the configuration files were read.
struct Flags {
  std::vector<std::string> configs;
  std::map<std::string, std::vector<std::string>> options;        // by key
  std::map<std::string, std::vector<std::string>> short_options;  // --input for ingest.input and the like
  bool json = false, site = false, overwrite = false, undo = false, list = false;
};

bool takes_input(const std::string& command) {
  return command == "run" || command == "ingest" || command == "import" || command == "assign";
}
// Of a finished run, whose files they leave as they are.
bool uses_a_run(const std::string& command) {
  return command == "explain" || command == "compare" || command == "search" || command == "assign" ||
         command == "edit";
}
// Writes a file that another command line may have made.
bool may_overwrite(const std::string& command) {
  return command == "run" || command == "import" || command == "assign" ||
         std::ranges::any_of(kAllStages, [&](Stage stage) { return command == stage_name(stage); });
}
bool takes_run(const std::string& command) {
  return command != "synth" && command != "tokenize" && command != "info" && command != "bench";
}

void add_benchmark(CLI::App& app, CommandLine& line, Flags& flags) {
  app.add_option("benchmark", line.benchmark, fmt::format("{}", fmt::join(bench::benchmark_names(), ", ")))->required();
  app.add_option("--input", flags.short_options["bench.input"], "the same as --bench.input")->expected(1, -1);
  app.footer(
      "Each [bench] option says which benchmarks it is for; of [encode], encode and tokenize take model,\n"
      "max_length and prefix, encode also dtype, token_budget and block.");
}

void add_explain(CLI::App& app, ExplainRequest& request) {
  app.add_option("--id", request.id, "explain the paper with this id");
  app.add_option("--topic", request.topic, "explain this topic by its papers");
  app.add_option(
         "--evaluate", request.evaluate,
         "measure comprehensiveness and sufficiency of the explanations on so many papers (200 without a number)")
      ->expected(0, 1)
      ->default_str("200");
  app.add_option("--html", request.html, "write the report to this file too, as one page");
}

void add_search(CLI::App& app, SearchRequest& request) {
  app.add_option("text", request.text, "what to look for, in quotes");
  app.add_option("--questions", request.questions, "file of such texts, one a line, in place of a text");
}

void add_edit(CLI::App& app, CommandLine& line, Flags& flags) {
  app.add_option("--edits", line.edits, "file of edits; its copy becomes DIR/edits/001.toml, or the next number");
  app.add_flag("--undo", flags.undo, "drop the last edit");
  app.add_flag("--list", flags.list, "print the edits that were applied");
  app.footer(
      "A file of edits holds tables [[edit]] with one of\n"
      "  merge = [3, 7]                       and label = \"dark matter\" where it shall be called so\n"
      "  split = 4, into = 3                  by k-means of its papers\n"
      "  rename = 2, label = \"dark matter\"\n"
      "  drop = 9                             its papers go to the nearest of the others\n"
      "a key a line. Numbers are those of the topics before the file is applied; a topic may stand in one edit.");
}

// What is to be done of the three; exactly one.
EditAction edit_action(const CommandLine& line, const Flags& flags) {
  if (int{!line.edits.empty()} + int{flags.undo} + int{flags.list} != 1)
    fail_usage("thema edit needs exactly one of --edits FILE, --undo and --list");
  if (flags.undo) return EditAction::undo;
  return flags.list ? EditAction::list : EditAction::apply;
}

void add_paths(CLI::App& app, const std::string& command, CommandLine& line, Flags& flags) {
  app.add_option("--config", flags.configs, "TOML file of options; later files win, flags win over files")
      ->expected(1)
      ->allow_extra_args(false);
  if (takes_run(command)) app.add_option("--run", line.run, "run directory")->required();
  if (takes_input(command))
    app.add_option("--input", flags.short_options["ingest.input"],
                   "JSON-lines files or globs; .gz and .zst are unpacked once")
        ->expected(1, -1);
  if (command != "tokenize")
    app.add_option("--inject", flags.short_options["run.inject"], "the same as --run.inject")->expected(1);
  if (command == "synth") app.add_option("--output", line.output, "file to write")->required();
  if (command == "import")
    app.add_option("--embeddings", line.embeddings, "matrix of floats, one row a kept paper: .npy, .h5")->required();
  if (command == "tokenize")
    app.add_option("--model", flags.short_options["encode.model"], "folder of the model, or a preset")->expected(1);
  if (command == "bench") add_benchmark(app, line, flags);
  if (command == "explain") add_explain(app, line.explain);
  if (command == "search") add_search(app, line.search);
  if (command == "edit") add_edit(app, line, flags);
  if (command == "info") {
    app.add_flag("--site", flags.site,
                 "also what an administrator needs for a support ticket: system, limits, file systems, network");
    app.add_option("--run", line.run, "with --site: the folder whose file system is told of; else the current one");
  }
  if (command == "compare") app.add_option("--with", line.with, "the run that it is compared with")->required();
  if (command == "info" || command == "bench" || uses_a_run(command)) app.add_flag("--json", flags.json, "print JSON");
  if (command == "assign")
    app.add_option("--name", line.name, "of the file: DIR/assign/NAME.h5; else that of the first input")
        ->check([](const std::string& name) { return name.empty() ? "an empty name was given" : ""; });
  if (may_overwrite(command))
    app.add_flag("--overwrite", flags.overwrite, "replace files that other options or inputs made");
}

void add_table(CLI::App& app, const std::string& table, const OptionTable& options, Flags& flags) {
  for (const Option& option : options.options()) {
    if (option.key.rfind(table + ".", 0) != 0) continue;
    const std::string help = option.help + " (" + option.allowed + "; default " + option.default_toml + ")";
    CLI::Option* flag = app.add_option("--" + option.key, flags.options[option.key], help);
    flag->group("[" + table + "]")->type_name("");
    if (option.is_list)
      flag->expected(1, -1)->delimiter(',');
    else
      flag->expected(1)->allow_extra_args(false);  // what follows may be an argument without a name
  }
}

void apply(const Flags& flags, OptionTable& table) {
  for (const auto& [key, values] : flags.short_options)
    if (!values.empty() && flags.options.contains(key) && !flags.options.at(key).empty())
      fail_usage(fmt::format("--{} and --{} mean the same; give one of them", key.substr(key.find('.') + 1), key));
  for (const std::string& file : flags.configs) table.read_file(file);
  for (const auto* given : {&flags.options, &flags.short_options})
    for (const auto& [key, values] : *given)
      if (!values.empty()) table.set_from_flag(key, values);
}

// CLI11 would say that a subcommand is required, and not which word it did not know.
void require_known_command(int argc, const char* const* argv) {
  std::string names;
  for (const CommandSpec& spec : command_specs()) {
    if (argc > 1 && spec.name == std::string(argv[1])) return;
    names += std::string(names.empty() ? "" : ", ") + spec.name;
  }
  if (argc < 2) fail_usage("a command is missing; allowed are " + names + "; 'thema --help' says more");
  if (argv[1][0] != '-') fail_usage("unknown command '" + std::string(argv[1]) + "'; allowed are " + names);
}

std::string nearest_command_help(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? "thema --help" : "thema " + chosen.front()->get_name() + " --help";
}

// A launcher gives its processes a terminal of its own, whatever its output goes to: there are no colours then. To be
// asked before MPI starts, as was_launched().
bool wants_colours() {
  if (was_launched()) return false;
  const Environment environment = process_environment();
  return ::isatty(STDOUT_FILENO) == 1 && environment("NO_COLOR").value_or("").empty() &&
         environment("TERM").value_or("") != "dumb";
}

ExplainRequest::Format explain_format(InfoFormat asked) {
  if (asked == InfoFormat::json) return ExplainRequest::Format::json;
  return wants_colours() ? ExplainRequest::Format::coloured : ExplainRequest::Format::plain;
}

}  // namespace

CommandLine parse_command_line(int argc, const char* const* argv, OptionTable& table) {
  require_known_command(argc, argv);
  CommandLine line;
  Flags flags;
  CLI::App app{"thema: topics, maps and models of millions of papers, on any number of MPI ranks"};
  app.set_version_flag("--version", version_text());
  app.require_subcommand(1);
  app.footer(
      "Options come from TOML files (--config) and flags: key k of table [cluster] is --cluster.k.\n"
      "Exit codes: 0 done, 64 usage, 65 input data, 70 program or machine, 73 output, 75 stopped, can go on.");
  for (const CommandSpec& spec : command_specs()) {
    CLI::App& command = *app.add_subcommand(spec.name, spec.summary);
    add_paths(command, spec.name, line, flags);
    for (const std::string& name : spec.tables) add_table(command, name, table, flags);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    if (launcher_rank() == 0) app.exit(asked);
    line.exit_code = 0;
    return line;
  } catch (const CLI::ParseError& error) {
    fail_usage(std::string(error.what()) + "; '" + nearest_command_help(app) + "' shows what is allowed");
  }
  line.command = app.get_subcommands().front()->get_name();
  line.text = fmt::format("{}", fmt::join(argv, argv + argc, " "));
  apply(flags, table);
  if (takes_run(line.command) && line.run.empty()) fail_usage("--run is empty; allowed is the name of a folder");
  if (line.command == "edit") line.edit = edit_action(line, flags);
  if (flags.json) line.format = InfoFormat::json;
  if (flags.site) line.subject = InfoSubject::site;
  line.explain.format = explain_format(line.format);
  if (flags.overwrite) line.on_difference = OtherFingerprint::overwrite;
  return line;
}

}  // namespace thema

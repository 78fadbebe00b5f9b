// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <map>

#include "thema/core/runtime.hpp"

namespace thema {
namespace {

Environment environment_of(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto at = variables.find(name);
    return at == variables.end() ? std::nullopt : std::optional(at->second);
  };
}

const std::map<std::string, std::string> kFourTasks{
    {"SLURM_STEP_ID", "0"}, {"SLURM_PROCID", "2"}, {"SLURM_STEP_NUM_TASKS", "4"}, {"SLURM_NTASKS", "8"}};

std::map<std::string, std::string> without(std::map<std::string, std::string> variables, const std::string& name) {
  variables.erase(name);
  return variables;
}

TEST(Launch, SrunTellsHowManyTasksItStarted) {
  EXPECT_EQ(tasks_started_by_srun(environment_of(kFourTasks)), 4);
  EXPECT_EQ(tasks_started_by_srun(environment_of(without(kFourTasks, "SLURM_STEP_NUM_TASKS"))), 8);
}

TEST(Launch, MpirunInsideAStepIsNotSrun) {
  auto variables = kFourTasks;
  variables["SLURM_STEP_NUM_TASKS"] = "1";
  variables["OMPI_COMM_WORLD_SIZE"] = "2";
  EXPECT_EQ(tasks_started_by_srun(environment_of(variables)), std::nullopt);
}

TEST(Launch, OutsideAStepNothingIsKnown) {
  EXPECT_EQ(tasks_started_by_srun(environment_of({})), std::nullopt);
  EXPECT_EQ(tasks_started_by_srun(environment_of(without(kFourTasks, "SLURM_STEP_ID"))), std::nullopt);
  EXPECT_EQ(tasks_started_by_srun(environment_of(without(kFourTasks, "SLURM_PROCID"))), std::nullopt);
}

TEST(Launch, AnotherNumberOfRanksIsRefusedWithAdvice) {
  EXPECT_NO_THROW(check_launch(std::nullopt, 1));
  EXPECT_NO_THROW(check_launch(4, 4));
  try {
    check_launch(4, 1);
    ADD_FAILURE() << "four processes that each believe to be alone were taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_NE(std::string(error.what()).find("srun started 4 tasks, but MPI sees 1"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("--mpi=pmix"), std::string::npos);
  }
}

}  // namespace
}  // namespace thema

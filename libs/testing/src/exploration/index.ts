export { explore, type Exploration } from './explore.ts';
export { scenario, type Budget, type Call, type Fault, type Scenario } from './scenario.ts';
export { largeScenarios, scenarioNamed, smallScenarios } from './scenarios.ts';

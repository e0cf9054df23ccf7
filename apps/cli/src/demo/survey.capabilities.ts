/** The three agents of the survey, and what each can do. */
export const surveyAgents = {
  historian: ['survey.history'],
  librarian: ['survey.files'],
  writer: ['survey.draft', 'survey.publish'],
} as const;

export type SurveyAgent = keyof typeof surveyAgents;

export const isSurveyAgent = (name: string): name is SurveyAgent => Object.hasOwn(surveyAgents, name);

/** The gate that a person opens before the report is written. */
export const PUBLISH_GATE = 'publish';

export const threadOf = (workflow: string): string => `survey-${workflow}`;
export const agentIdOf = (workflow: string, agent: SurveyAgent): string => `survey.${agent}.${workflow}`;

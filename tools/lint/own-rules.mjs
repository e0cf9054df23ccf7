const role = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.m?[jt]s$/;
const empty = /(^|[-.])(utils?|helpers?|managers?|processors?)([-.]|$)/;

/** File names are kebab-case and say what is inside. */
const fileName = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { shape: '"{{name}}" is not kebab-case.', empty: '"{{name}}" says nothing of what is inside.' },
  },
  create: (context) => ({
    Program(node) {
      const name = context.filename.split(/[/\\]/).at(-1);
      if (!role.test(name)) context.report({ node, messageId: 'shape', data: { name } });
      if (empty.test(name)) context.report({ node, messageId: 'empty', data: { name } });
    },
  }),
};

export const ownRules = { rules: { 'file-name': fileName } };

import regexp from 'eslint-plugin-regexp'
import tseslint from 'typescript-eslint'

/** A table by text that is a plain object: a literal, or a part of one that is declared elsewhere. */
const PLAIN_TABLES = [
  "VariableDeclarator[init.type=/^(Object|Member)Expression$/]:not([init.properties.0.type='SpreadElement']) > Identifier",
  "PropertyDefinition[value.type='ObjectExpression']",
].map(
  (declared) =>
    `${declared} TSTypeReference[typeName.name='Record'][typeArguments.params.0.type='TSStringKeyword']`,
)

/** What each edge of the system alone may touch; the rule's message says where to go instead. */
const closedDoors = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Only src/base/config reads the environment.',
  },
  { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  { selector: 'ExportAllDeclaration', message: 'A door lists its names one by one.' },
  { selector: 'TSNonNullExpression', message: 'Say what happens when it is absent.' },
]

const tables = PLAIN_TABLES.map((selector) => ({
  selector,
  message: 'A plain object has a `constructor`: toLookup or emptyLookup (src/base/lookup.ts).',
}))

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      'coverage/',
      'dist/',
      '**/target/',
      '**/.venv/',
      '**/*.js',
      '**/*.cjs',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { regexp },
    rules: {
      // What is run on a text from outside takes time in proportion to its length.
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': 'error',
      complexity: ['error', 10],
      'max-depth': ['error', 3],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'max-lines': ['error', { max: 300, skipComments: true }],
      'max-params': ['error', 4],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...closedDoors, ...tables],
      '@typescript-eslint/consistent-type-imports': 'error',
      // The framework knows a handler of errors by its four parameters.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['src/base/config/**'],
    rules: { 'no-restricted-syntax': ['error', ...closedDoors.slice(1), ...tables] },
  },
  {
    files: ['test/**'],
    rules: {
      // What a test reads is its own.
      'regexp/no-super-linear-backtracking': 'off',
      'regexp/no-super-linear-move': 'off',
      'max-lines-per-function': 'off',
      'max-lines': 'off',
      'max-params': 'off',
      // A test says what is there; when it is not, it fails.
      'no-restricted-syntax': ['error', ...closedDoors.slice(1, -1)],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_' }],
    },
  },
)

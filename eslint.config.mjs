import tseslint from 'typescript-eslint'

/** Sinks that make markup or code of text; the Trusted Types of the page would stop them too. */
const sinks = ['innerHTML', 'outerHTML', 'srcdoc', 'insertAdjacentHTML', 'createContextualFragment', 'parseFromString', 'setHTMLUnsafe', 'parseHTMLUnsafe']

export default tseslint.config(
  { ignores: ['dist', 'target', '.cache', 'node_modules', '**/*.mjs'] },
  {
    files: ['www/**/*.ts', 'www/**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: ['./tsconfig.json', './tsconfig.node.json'] } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-console': 'error',
      'prefer-const': 'error',
      'no-restricted-properties': ['error', ...sinks.map(property => ({ property, message: 'Text becomes text here, never markup.' })), { object: 'document', property: 'write', message: 'Text becomes text here, never markup.' }],
      'no-restricted-syntax': ['error', { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: 'Text becomes text here, never markup.' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      // The core is synchronous, the calls to it are not.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['www/app/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: '/api/(?!index\\.js$)', message: 'The page uses the package as everybody does: through api/index.' }] }] },
  },
  {
    files: ['www/api/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: '/app/|^preact', message: 'The package knows nothing of the page.' }] }] },
  },
)

import ts from 'typescript'
import { breakPattern } from './patterns.mjs'
import { isWording } from './wording.mjs'

const { SyntaxKind } = ts

const BOUNDARIES = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' }
const COMPARISONS = { '===': '!==', '!==': '===', '<': '>=', '<=': '>', '>': '<=', '>=': '<' }
const ARITHMETIC = { '-': '+', '*': '/', '/': '*', '%': '*' }
const ASSIGNMENTS = { '??=': '=', '||=': '=', '&&=': '=', '+=': '=', '-=': '+=' }
const METHODS = {
  startsWith: 'includes',
  endsWith: 'includes',
  includes: 'startsWith',
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  ceil: 'floor',
  floor: 'ceil',
  round: 'floor',
  trunc: 'ceil',
  indexOf: 'lastIndexOf',
  lastIndexOf: 'indexOf',
  toLowerCase: 'toUpperCase',
  toUpperCase: 'toLowerCase',
  allSettled: 'all',
  once: 'on'
}
/** What returns another state of the same thing: the mistake is to leave it out. */
const LINKS = new Set([
  'trim', 'toLowerCase', 'toUpperCase', 'normalize', 'sort', 'reverse', 'flat', 'filter', 'slice', 'replace',
  'replaceAll'
])
const LOGIC = new Set(['&&', '||', '??'])

/**
 * All mutants of one module, from its syntax tree: `{ operator, start, end, replacement, original, place, owner }`, and
 * how many were left out because they would change wording alone. Types are not touched.
 *
 * `place` is the position that has to be executed for the mutant to matter; `owner` names the functions around it.
 */
export function findMutants (file, text) {
  const root = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true)
  const found = new Map()
  let wording = 0

  function add (operator, node, replacement, options = {}) {
    const { from: start = node.getStart(), to: end = node.end, place = node.getStart(), texts = [] } = options
    const was = text.slice(start, end)
    const key = `${start} ${end} ${replacement}`
    if (was === replacement || found.has(key)) return
    if (texts.some(isWording)) {
      wording++
      return
    }
    const original = options.original ?? was
    found.set(key, { operator, file, start, end, replacement, original, place, owner: findOwner(node), node })
  }

  function visit (node) {
    if (isTypeOnly(node)) return
    for (const breakNode of OPERATORS[node.kind] ?? []) breakNode(node, add)
    ts.forEachChild(node, visit)
  }

  visit(root)
  return { mutants: [...found.values()], wording, root }
}

function isTypeOnly (node) {
  return ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isModuleDeclaration(node)
}

/** Names of the functions around a node, or of the constant; a local variable's may change. */
function findOwner (node) {
  const names = []
  for (let each = node; each !== undefined; each = each.parent) {
    const isNamed = ts.isFunctionLike(each) || ts.isClassLike(each) || isOfModule(each)
    if (!isNamed) continue
    const named = each.name === undefined ? each.parent : each
    if (named.name !== undefined && !names.includes(named.name.getText())) names.unshift(named.name.getText())
  }
  return names.join('.')
}

/** Whether this declares a variable of the module itself. */
export function isOfModule (node) {
  if (!ts.isVariableDeclaration(node)) return false
  const statement = node.parent.parent
  return ts.isVariableStatement(statement) && ts.isSourceFile(statement.parent)
}

/** Replaces what is no more than a condition, for both outcomes. */
function breakCondition (condition, add) {
  add('condition', condition, 'true')
  add('condition', condition, 'false')
  add('condition', condition, `!(${condition.getText()})`)
}

function isCondition (node) {
  const { parent } = node
  return (ts.isIfStatement(parent) && parent.expression === node) ||
    (ts.isConditionalExpression(parent) && parent.condition === node) ||
    ts.isWhileStatement(parent) || ts.isDoStatement(parent)
}

function breakLoop (loop, add) {
  const { statement } = loop
  const header = loop.getText().slice(0, statement.getStart() - loop.getStart()).trim()
  const isBlock = ts.isBlock(statement)
  const place = isBlock && statement.statements.length > 0 ? statement.statements[0].getStart() : statement.getStart()
  const options = isBlock
    ? { from: statement.getStart(), to: statement.getStart() + 1, place, original: header }
    : { place, original: header }
  add('loop', statement, isBlock ? '{ break;' : 'break', options)
}

function breakBinary (node, add) {
  const { left, right, operatorToken } = node
  const operator = operatorToken.getText()
  const swap = (name, table) => {
    if (!Object.hasOwn(table, operator)) return
    const [before, after] = [between(left, operatorToken), between(operatorToken, right)]
    add(name, node, text(left) + before + table[operator] + after + text(right))
  }
  swap('boundary', BOUNDARIES)
  if (!isCondition(node)) swap('comparison', COMPARISONS)
  swap('arithmetic', ARITHMETIC)
  swap('assignment', ASSIGNMENTS)
  if (LOGIC.has(operator) || operator === '+') {
    add('operand', node, text(left), { texts: operator === '+' ? [literal(right)] : [] })
    add('operand', node, text(right), { texts: operator === '+' ? [literal(left)] : [] })
  }
  if (operator === '+' && [left, right].some(ts.isNumericLiteral)) {
    add('arithmetic', node, `${text(left)} - ${text(right)}`)
  }
}

function breakCall (node, add) {
  const args = node.arguments ?? []
  for (const [i, argument] of args.entries()) {
    const options = { place: node.getStart(), texts: [literal(argument)] }
    const operator = ts.isSpreadElement(argument) ? 'spread' : 'argument'
    if (i === args.length - 1) dropFrom(args, i, operator, add, options)
    else add(operator, argument, ts.isSpreadElement(argument) ? '...[]' : 'undefined', options)
  }
  if (!ts.isCallExpression(node)) return
  const { expression: callee } = node
  const isUsed = !ts.isExpressionStatement(node.parent)
  if (ts.isPropertyAccessExpression(callee)) {
    const name = callee.name.text
    if (Object.hasOwn(METHODS, name)) add('method', callee.name, METHODS[name], { place: node.getStart() })
    if (LINKS.has(name) && isUsed) add('method', node, text(callee.expression))
    if (callee.expression.getText() !== 'Object') return
  }
  const isPlain = args.length === 1 && !ts.isSpreadElement(args[0]) && !ts.isArrowFunction(args[0])
  if (isPlain && isUsed && callee.kind !== SyntaxKind.SuperKeyword) add('unwrapped', node, text(args[0]))
}

/** One of a list, with the comma that goes along. */
function dropFrom (list, i, operator, add, options) {
  const node = list[i]
  const from = i > 0 ? list[i - 1].end : node.getStart()
  const to = i > 0 || list.length === 1 ? node.end : list[1].getStart()
  add(operator, node, '', { ...options, from, to, original: node.getText() })
}

function breakReturn (expression, add) {
  if (expression === undefined || isNothing(expression)) return
  const bare = ts.isParenthesizedExpression(expression) ? expression.expression : expression
  if (isBoolean(bare)) {
    add('return', expression, 'true')
    add('return', expression, 'false')
  } else if (!isConstant(bare)) {
    add('return', expression, 'undefined', { texts: [literal(bare)] })
  }
}

function isNothing (node) {
  return node.kind === SyntaxKind.NullKeyword || node.getText() === 'undefined'
}

function isConstant (node) {
  return node.kind === SyntaxKind.TrueKeyword || node.kind === SyntaxKind.FalseKeyword
}

const PREDICATE = /(?:^|\.)(?:is[A-Z]\w*|has\w*|test|includes|startsWith|endsWith|some|every|equals|canParse)$/

/** By its look alone: types are not known here. */
function isBoolean (node) {
  if (ts.isPrefixUnaryExpression(node)) return node.operator === SyntaxKind.ExclamationToken
  if (ts.isCallExpression(node)) return PREDICATE.test(node.expression.getText())
  if (!ts.isBinaryExpression(node)) return false
  const operator = node.operatorToken.getText()
  return operator in COMPARISONS || operator === 'instanceof' || operator === 'in' ||
    (LOGIC.has(operator) && isBoolean(node.left) && isBoolean(node.right))
}

function breakTemplate (node, add) {
  const { head, templateSpans } = node
  breakTemplateText(head, 1, 2, add)
  for (const { expression, literal: end } of templateSpans) {
    const from = expression.getFullStart() - 2
    add('template', expression, '', { from, to: end.getStart() + 1, place: node.getStart() })
    breakTemplateText(end, 1, end.kind === SyntaxKind.TemplateTail ? 1 : 2, add)
  }
}

function breakTemplateText (piece, before, after, add) {
  const [from, to] = [piece.getStart() + before, piece.end - after]
  add('template', piece, '', { from, to, place: piece.parent.getStart(), texts: [piece.text] })
}

function breakString (node, add) {
  const { parent } = node
  const isName = (ts.isPropertyAssignment(parent) && parent.name === node) || ts.isMethodDeclaration(parent)
  if (!isName) add('string', node, node.text === '' ? "'mutant'" : "''", { texts: [node.text] })
}

function breakNumber (node, add) {
  if (ts.isPropertyAssignment(node.parent) && node.parent.name === node) return
  const number = Number(node.text)
  add('number', node, String(number + 1))
  add('number', node, String(number - 1))
}

function breakChain (node, add) {
  const { questionDotToken: token } = node
  if (token === undefined) return
  const isAccess = ts.isPropertyAccessExpression(node)
  const original = node.getText()
  add('chain', node, isAccess ? '.' : '', { from: token.getStart(), to: token.end, place: node.getStart(), original })
}

function breakDefault (node, add) {
  const { initializer, name } = node
  if (initializer === undefined) return
  add('default', node, '', { from: (node.type ?? name).end, to: initializer.end, original: node.getText() })
}

const loops = [breakLoop]
const chains = [breakChain]
const literals = [breakString]
const defaults = [breakDefault]

const OPERATORS = {
  [SyntaxKind.IfStatement]: [({ expression }, add) => breakCondition(expression, add)],
  [SyntaxKind.ConditionalExpression]: [({ condition }, add) => breakCondition(condition, add)],
  // An endless loop is caught by the clock alone, and each costs the whole limit: there is no mutant `true`.
  [SyntaxKind.WhileStatement]: [({ expression }, add) => add('condition', expression, 'false'), ...loops],
  [SyntaxKind.DoStatement]: [({ expression }, add) => add('condition', expression, 'false')],
  [SyntaxKind.ForStatement]: loops,
  [SyntaxKind.ForOfStatement]: loops,
  [SyntaxKind.ForInStatement]: loops,
  [SyntaxKind.ContinueStatement]: [(node, add) => add('loop', node, 'break')],
  [SyntaxKind.BinaryExpression]: [breakBinary],
  [SyntaxKind.PrefixUnaryExpression]: [(node, add) => {
    if (node.operator === SyntaxKind.ExclamationToken && !isCondition(node)) add('negation', node, text(node.operand))
  }],
  [SyntaxKind.CallExpression]: [breakCall, breakChain],
  [SyntaxKind.NewExpression]: [breakCall],
  [SyntaxKind.PropertyAccessExpression]: chains,
  [SyntaxKind.ElementAccessExpression]: chains,
  [SyntaxKind.ExpressionStatement]: [(node, add) => add('statement', node, ';')],
  [SyntaxKind.ThrowStatement]: [(node, add) => add('statement', node, ';')],
  [SyntaxKind.AwaitExpression]: [(node, add) => add('await', node, text(node.expression))],
  [SyntaxKind.ReturnStatement]: [({ expression }, add) => breakReturn(expression, add)],
  [SyntaxKind.ArrowFunction]: [({ body }, add) => { if (!ts.isBlock(body)) breakReturn(body, add) }],
  [SyntaxKind.NumericLiteral]: [breakNumber],
  [SyntaxKind.StringLiteral]: literals,
  [SyntaxKind.NoSubstitutionTemplateLiteral]: literals,
  [SyntaxKind.TrueKeyword]: [(node, add) => add('boolean', node, 'false')],
  [SyntaxKind.FalseKeyword]: [(node, add) => add('boolean', node, 'true')],
  [SyntaxKind.RegularExpressionLiteral]: [(node, add) => {
    for (const broken of breakPattern(node.getText())) add('pattern', node, broken)
  }],
  [SyntaxKind.TemplateExpression]: [breakTemplate],
  [SyntaxKind.ObjectLiteralExpression]: [({ properties }, add) => {
    for (const [i, property] of properties.entries()) {
      const operator = ts.isSpreadAssignment(property) ? 'spread' : 'member'
      dropFrom(properties, i, operator, add, { place: property.parent.getStart() })
    }
  }],
  [SyntaxKind.ArrayLiteralExpression]: [({ elements }, add) => {
    for (const [i, element] of elements.entries()) {
      if (ts.isOmittedExpression(element)) continue
      const operator = ts.isSpreadElement(element) ? 'spread' : 'element'
      dropFrom(elements, i, operator, add, { place: element.parent.getStart() })
    }
  }],
  [SyntaxKind.Parameter]: defaults,
  [SyntaxKind.BindingElement]: defaults
}

function text (node) {
  return node.getText()
}

function between (left, right) {
  return left.getSourceFile().text.slice(left.end, right.getStart())
}

/** What stands in a literal besides values; nothing if this is none. */
function literal (node) {
  if (ts.isStringLiteralLike(node)) return node.text
  if (!ts.isTemplateExpression(node)) return ''
  return [node.head, ...node.templateSpans.map((span) => span.literal)].map((piece) => piece.text).join('…')
}

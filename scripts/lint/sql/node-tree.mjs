// Reads the tree that PostgreSQL makes of a statement (`pg_node_tree`), and says which columns of the statement's rows are never null.

/** @typedef {{ type: string, [field: string]: any }} TreeNode */

/** @returns {any} a list as an array, a node as an object with its type, any other value as a text */
export function readTree(text) {
  const tokens = text.match(/[(){}]|(?:\\.|[^\s(){}\\])+/g) ?? [];
  let at = 0;
  const readNode = () => {
    const node = { type: tokens[at++] };
    while (tokens[at] !== '}') {
      const field = tokens[at++].slice(1);
      node[field] = readValue();
      // The bytes of a constant are several tokens; all tokens after the first are skipped.
      while (tokens[at] !== '}' && !tokens[at].startsWith(':')) at += 1;
    }
    at += 1;
    return node;
  };
  const readValue = () => {
    const token = tokens[at++];
    if (token === '{') return readNode();
    if (token !== '(') return token === '<>' ? undefined : token;
    const list = [];
    while (tokens[at] !== ')') list.push(readValue());
    at += 1;
    return list;
  };
  return readValue();
}

/** Values of `rtekind`: the source of the rows of an entry in a range table. */
const [RELATION, SUBQUERY, JOIN, FUNCTION, , VALUES, CTE, , , GROUP] = Array.from({ length: 10 }, (_, n) => String(n));
/** Values of `subLinkType`: how an expression uses the query inside it. */
const SUBLINK = { EXISTS: '0', EXPR: '4', ARRAY: '6' };

/** Functions that never return null when no argument is null. Any other function may return null then. */
const VALUE_FOR_VALUES =
  /^(?:abs|array_append|array_cat|array_remove|array_to_json|btrim|ceil|ceiling|char_length|clock_timestamp|date|date_part|date_trunc|decode|div|encode|extract|floor|format|gen_random_uuid|json(?:b)?_(?:build_(?:array|object)|strip_nulls)|left|length|ledger_now|lower|lpad|make_interval|md5|mod|now|octet_length|power|quote_ident|quote_literal|random|repeat|replace|right|round|row_to_json|sha256|statement_timestamp|string_to_array|substr|timezone|to_char|to_json|to_jsonb|to_timestamp|transaction_timestamp|trunc|upper|cardinality|jsonb_set|hashtext|concat)$/;
const NEVER_NULL_AGGREGATES = /^(?:count|regr_count)$/;
const NUMBERING = /^(?:row_number|rank|dense_rank|ntile|percent_rank|cume_dist|count)$/;
/** Operators that look for a part of a value, and return null where the part is missing. */
const LOOKING = /^(?:->|->>|#>|#>>)$/;
/** Values of `funcformat` for a function that is called as a cast, written or implicit. */
const CASTS = ['1', '2'];

/**
 * Says for each column whether it may be null, and whether a condition narrows its values.
 *
 * @param {TreeNode} query
 * @param {{
 *   isNotNull(relation: string, attribute: string): boolean,
 *   functionOf(oid: string): { name: string, isStrict: boolean },
 *   operatorOf(oid: string): { name: string, isStrict: boolean },
 * }} catalogue
 * @returns {{ isNullable: boolean, isNarrowed: boolean }[]}
 */
export function knowColumns(query, catalogue) {
  return columnsOf(query).map(({ expr }, at) => ({
    isNullable: isColumnNullable([query], at, expr),
    isNarrowed: isNarrowed(expr, [query]),
  }));

  function columnsOf({ targetList, returningList, commandType }) {
    return ((commandType === '1' ? targetList : returningList) ?? []).filter(({ resjunk }) => resjunk === 'false');
  }

  /** @param queries the queries around the column, the outermost first; the last one has the column */
  function isColumnNullable(queries, at, expr) {
    const query = queries.at(-1);
    if (query.setOperations === undefined) return isNullable(expr, queries);
    return leavesOf(query.setOperations).some((index) => {
      const { subquery } = query.rtable[index - 1];
      return isColumnNullable([...queries, subquery], at, columnsOf(subquery)[at]?.expr);
    });
  }

  function leavesOf(node) {
    return node.type === 'RANGETBLREF' ? [Number(node.rtindex)] : [...leavesOf(node.larg), ...leavesOf(node.rarg)];
  }

  function isNullable(node, queries) {
    if (node === undefined) return true;
    const may = (child) => isNullable(child, queries);
    const someOf = (list) => (list ?? []).some(may);
    switch (node.type) {
      case 'VAR':
        return isVarNullable(node, queries);
      case 'CONST':
        return node.constisnull === 'true';
      case 'COALESCEEXPR':
      case 'MINMAXEXPR':
        return (node.args ?? []).every(may);
      case 'CASEEXPR':
        return may(node.defresult) || node.args.some(({ result }) => may(result));
      case 'NULLTEST':
      case 'BOOLEANTEST':
      case 'DISTINCTEXPR':
      case 'ARRAYEXPR':
      case 'ROWEXPR':
      case 'SQLVALUEFUNCTION':
      case 'JSONCONSTRUCTOREXPR':
      case 'GROUPINGFUNC':
      case 'CASETESTEXPR':
        return false;
      case 'RELABELTYPE':
      case 'COERCEVIAIO':
      case 'ARRAYCOERCEEXPR':
      case 'COERCETODOMAIN':
      case 'COLLATEEXPR':
        return may(node.arg);
      case 'BOOLEXPR':
      case 'SCALARARRAYOPEXPR':
        return someOf(node.args);
      case 'OPEXPR': {
        const { name, isStrict } = catalogue.operatorOf(node.opno);
        return LOOKING.test(name) || !isStrict || someOf(node.args);
      }
      case 'FUNCEXPR': {
        const { name, isStrict } = catalogue.functionOf(node.funcid);
        if (CASTS.includes(node.funcformat)) return someOf(node.args);
        return !VALUE_FOR_VALUES.test(name) || (isStrict && someOf(node.args));
      }
      case 'AGGREF':
        return isAggregateNullable(node, queries);
      case 'WINDOWFUNC':
        return !NUMBERING.test(catalogue.functionOf(node.winfnoid).name);
      case 'SUBLINK':
        return isSublinkNullable(node, queries);
      default:
        return true;
    }
  }

  /** Whether an aggregate may be null. Without input rows every aggregate except `count` is null. With GROUP BY each group has at least one row. */
  function isAggregateNullable({ aggfnoid, aggfilter, args }, queries) {
    if (NEVER_NULL_AGGREGATES.test(catalogue.functionOf(aggfnoid).name)) return false;
    const query = queries.at(-1);
    if (query.groupClause === undefined || query.groupingSets !== undefined || aggfilter !== undefined) return true;
    return (args ?? []).some(({ expr }) => isNullable(expr, queries));
  }

  function isSublinkNullable({ subLinkType, subselect }, queries) {
    if (subLinkType === SUBLINK.EXISTS || subLinkType === SUBLINK.ARRAY) return false;
    const isOneRow =
      subselect.hasAggs === 'true' && subselect.groupClause === undefined && subselect.havingQual === undefined;
    if (subLinkType !== SUBLINK.EXPR || !isOneRow) return true;
    return isNullable(columnsOf(subselect)[0]?.expr, [...queries, subselect]);
  }

  function isVarNullable({ varno, varattno, varlevelsup, varnullingrels }, all) {
    const queries = all.slice(0, all.length - Number(varlevelsup));
    const query = queries.at(-1);
    // The set of outer joins that may leave the column out: the letter `b`, then the joins.
    if (varnullingrels.length > 1) return true;
    if (conditionsOf(query.jointree).some((condition) => isTested(condition, varno, varattno))) return false;
    const entry = query.rtable[varno - 1];
    switch (entry.rtekind) {
      case RELATION:
        return varattno > 0 && !catalogue.isNotNull(entry.relid, varattno);
      case SUBQUERY:
        return isColumnNullable(
          [...queries, entry.subquery],
          varattno - 1,
          columnsOf(entry.subquery)[varattno - 1]?.expr,
        );
      case JOIN:
        return isNullable(entry.joinaliasvars[varattno - 1], queries);
      case GROUP:
        return isNullable(entry.groupexprs[varattno - 1], queries);
      case VALUES:
        return entry.values_lists.some((list) => isNullable(list[varattno - 1], queries));
      case FUNCTION:
        return isOfFunctionNullable(entry, Number(varattno), queries);
      case CTE:
        return isOfCteNullable(entry, Number(varattno), queries);
      default:
        return true;
    }
  }

  function isNarrowed(node, all) {
    if (node?.type !== 'VAR') return false;
    const queries = all.slice(0, all.length - Number(node.varlevelsup));
    const query = queries.at(-1);
    if (conditionsOf(query.jointree).some((condition) => isTested(condition, node.varno, node.varattno))) return true;
    const { rtekind, subquery, groupexprs } = query.rtable[node.varno - 1];
    if (rtekind === GROUP) return isNarrowed(groupexprs[node.varattno - 1], queries);
    return rtekind === SUBQUERY && isNarrowed(columnsOf(subquery)[node.varattno - 1]?.expr, [...queries, subquery]);
  }

  /** The conditions of WHERE and of inner joins, which every row meets. */
  function conditionsOf(node) {
    if (node === undefined || (node.type === 'JOINEXPR' && node.jointype !== '0')) return [];
    return [node.quals, ...[...(node.fromlist ?? []), node.larg, node.rarg].flatMap(conditionsOf)];
  }

  /** Whether a condition refuses rows in which the column is null: `IS NOT NULL`, or a strict comparison. */
  function isTested(condition, varno, varattno) {
    const isIt = (node) =>
      node?.type === 'VAR' && node.varno === varno && node.varattno === varattno && node.varlevelsup === '0';
    if (condition === undefined) return false;
    if (condition.type === 'BOOLEXPR' && condition.boolop === 'and')
      return condition.args.some((one) => isTested(one, varno, varattno));
    if (condition.type === 'NULLTEST') return condition.nulltesttype === '1' && isIt(condition.arg);
    if (condition.type === 'OPEXPR') return catalogue.operatorOf(condition.opno).isStrict && condition.args.some(isIt);
    return condition.type === 'SCALARARRAYOPEXPR' && condition.useOr === 'true' && isIt(condition.args[0]);
  }

  /** `generate_series` and the row number of WITH ORDINALITY are never null. An element of an array may be null, also if the array is a parameter. */
  function isOfFunctionNullable({ functions }, attribute, queries) {
    let before = 0;
    for (const { funcexpr, funccolcount } of functions) {
      if (attribute <= before + Number(funccolcount)) {
        const isSeries = funcexpr.funcid && catalogue.functionOf(funcexpr.funcid).name === 'generate_series';
        return !isSeries && isNullable(funcexpr, queries);
      }
      before += Number(funccolcount);
    }
    return false;
  }

  function isOfCteNullable({ ctename, ctelevelsup, self_reference: isSelf }, attribute, queries) {
    // Here a recursive query reads its own rows. The columns in the other part of its union decide whether a value may be null.
    if (isSelf === 'true') return false;
    const outer = queries.slice(0, queries.length - Number(ctelevelsup));
    const { ctequery } = outer.at(-1).cteList.find((one) => one.ctename === ctename);
    return isColumnNullable([...outer, ctequery], attribute - 1, columnsOf(ctequery)[attribute - 1]?.expr);
  }
}

import { wordedIn } from '../../../platform/http/catalogue/catalogue';
import { pathText } from '../../../platform/http/json-body';
import type { Language } from '../../../platform/language/language';
import { faultsOf } from '../../../platform/http/schema-faults';
import type { ProgramDocument } from '../../../decision';
import type { Contradiction } from '../../program-document/contradiction';
import { hashOfDocument } from '../../program-document/document-hash.rules';
import type { ProgramValidity } from './program.dto';
import { programDocumentSchema } from '../../program-document/program-document.schema';
import { brokenPromises } from '../../program-document/program-promises.rules';
import { type NetworkNames, namesMissing } from '../../program-document/names-missing.rules';

/**
 * Whether a document could be published: its hash, or its mistakes with their places.
 * @param known the network's names; null: no network, so names are not checked
 */
export function validateProgram(document: unknown, language: Language, known: NetworkNames | null): ProgramValidity {
  const parsed = programDocumentSchema.safeParse(document);
  const told = wordedIn(language);
  if (!parsed.success) {
    const errors = faultsOf(parsed.error.issues, document).map(told);
    return { valid: false, documentHash: null, errors };
  }
  const errors = unfit(parsed.data, known).map(({ path, code = 'not_valid', reason }) =>
    told({ path: pathText(path), code, arguments: { reason } }),
  );
  const isValid = errors.length === 0;
  return { valid: isValid, documentHash: isValid ? hashOfDocument(parsed.data) : null, errors };
}

function unfit(document: ProgramDocument, known: NetworkNames | null): Contradiction[] {
  return [...brokenPromises(document), ...(known === null ? [] : namesMissing(document, known))];
}

import { faultWords } from '../../platform/http/catalogue/catalogue';
import type { Language } from '../../platform/http/language';
import { faultsOf } from '../../platform/http/schema-faults';
import { hashOfDocument } from './document-hash.rules';
import type { ProgramValidity } from './program.dto';
import { programDocumentSchema } from './program-document.schema';

/** Whether a document is a program, its hash if so, and else what is wrong where. */
export function validateProgram(document: unknown, language: Language): ProgramValidity {
  const parsed = programDocumentSchema.safeParse(document);
  if (parsed.success) return { valid: true, documentHash: hashOfDocument(parsed.data), errors: [] };
  const errors = faultsOf(parsed.error.issues, document).map(({ path, code, arguments: named }) => ({
    path,
    code,
    message: faultWords(code, named ?? {}, language),
  }));
  return { valid: false, documentHash: null, errors };
}

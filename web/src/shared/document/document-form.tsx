import type { ReactNode } from 'react';
import { Form } from '../ui/form';
import { DocumentContext } from './document-context';
import type { EditedDocument } from './use-document';

interface DocumentFormProps<Document extends object> {
  readonly of: EditedDocument<Document>;
  readonly label?: string;
  /** Called when the person sends the form and the page finds no fault in the document. */
  readonly onSubmit: (document: Document) => void;
  /** Whether the page sends the document without checking it, because a draft may be saved with faults. */
  readonly isUnchecked?: boolean;
  readonly children: ReactNode;
}

/** The form of a document. When the person sends the form, the first field with a fault gets the focus. */
export function DocumentForm<Document extends object>(props: DocumentFormProps<Document>) {
  const { of, label, onSubmit, isUnchecked = false, children } = props;
  return (
    <DocumentContext value={of.kit}>
      <Form
        display="block"
        {...(label !== undefined && { 'aria-label': label })}
        onSubmit={() => {
          if (isUnchecked || of.isWhole()) onSubmit(of.document);
        }}
      >
        {children}
      </Form>
    </DocumentContext>
  );
}

import type { ReactNode } from 'react';
import { Form } from '../ui/form';
import { DocumentContext } from './document-context';
import type { EditedDocument } from './use-document';

interface DocumentFormProps<Document extends object> {
  readonly of: EditedDocument<Document>;
  readonly label?: string;
  /** Gets the document once its description finds no fault in it. */
  readonly onSubmit: (document: Document) => void;
  /** Whether the server decides alone what is a fault: a draft may have some. */
  readonly isUnchecked?: boolean;
  readonly children: ReactNode;
}

/** The form of a document. After sending, the first field with a fault gets the focus. */
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

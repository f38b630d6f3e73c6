import { useTranslation } from '../i18n/use-translation';
import { Notice } from './notice';
import { type Reading, useProblemWords } from './problem-notice';

interface ReadFailureProps {
  /** One that failed. */
  readonly reading: Reading;
  readonly isPage?: boolean;
}

/** In place of a page or panel whose content could not be read: why, and a button that reads it again. */
export function ReadFailure({ reading, isPage = false }: ReadFailureProps) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const actions = [{ label: t('action.retry'), onClick: () => void reading.refetch() }];
  return <Notice isPage={isPage} tone="bad" {...words(reading.error)} actions={actions} />;
}

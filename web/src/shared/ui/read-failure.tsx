import { useTranslation } from '../i18n/use-translation';
import { Notice } from './notice';
import { type RepeatableQuery, useProblemWords } from './problem-notice';

interface ReadFailureProps {
  /** The failed request. */
  readonly reading: RepeatableQuery;
  readonly isPage?: boolean;
}

/** Shown instead of a page or panel that could not be loaded: the reason, and a button to load it again. */
export function ReadFailure({ reading, isPage = false }: ReadFailureProps) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const actions = [{ label: t('action.retry'), onClick: () => void reading.refetch() }];
  return <Notice isPage={isPage} tone="bad" {...words(reading.error)} actions={actions} />;
}

import { queryOptions, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client';
import { useTranslation } from '../i18n/use-translation';
import classes from './product-version.module.css';

const versionQuery = queryOptions({
  queryKey: ['health', 'version'],
  // A server is not upgraded under a page without being silent for a moment, and then everything is asked anew.
  staleTime: Infinity,
  queryFn: async ({ signal }): Promise<string | null> => {
    const health: { readonly status: string; readonly version?: string } = await answerOf(
      api.GET('/api/health', { signal }),
    );
    return health.version ?? null;
  },
});

/** The version that the server runs, for a person who reports a fault; nothing while it is not known. */
export function ProductVersion({ className = '' }: { readonly className?: string | undefined }) {
  const { t } = useTranslation();
  const { data: version } = useQuery(versionQuery);
  if (version == null) return null;
  return <p className={`${classes.version ?? ''} ${className}`}>{t('version', { version })}</p>;
}

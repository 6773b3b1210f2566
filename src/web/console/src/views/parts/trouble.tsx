// What went wrong, said where it was asked for; nothing while all is well. A screen reader says it at once.

export function Trouble({ is }: { is: string | null | undefined }) {
  if (!is) return null;
  return (
    <p className="problem" role="alert">
      {is}
    </p>
  );
}

"use client";

import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { cn } from "./class-names";
import { type Toast, dismissToast, toastList } from "./toast";

/** An error is read twice. */
const SHOWN_MS = { plain: 4_000, success: 4_000, error: 8_000 } as const;
const MARKS = {
  plain: null,
  success: <CircleCheck aria-hidden className="size-4.5 shrink-0 text-success" />,
  error: <CircleAlert aria-hidden className="size-4.5 shrink-0 text-danger" />,
} as const;
const NONE: readonly Toast[] = [];

/** Where results are told. What needs a decision never comes as a toast. None goes while the pointer or the focus is on one. */
export function Toaster() {
  const toasts = useSyncExternalStore(toastList.subscribe, toastList.read, () => NONE);
  const [isHeld, setIsHeld] = useState(false);
  const dismiss = (id: Toast["id"]) => {
    dismissToast(id);
    // What goes from under the pointer or the focus does not say that it is left.
    setIsHeld(false);
  };
  return (
    <section
      aria-label="Notifications"
      aria-live="polite"
      data-tray-room
      className={cn(
        "pointer-events-none fixed inset-x-4 z-60 flex flex-col items-center gap-2",
        // Over the tray of uploads; from 1024 px that stands beside them.
        "bottom-[calc(var(--bottom-bar)+12px)] lg:bottom-4 lg:mb-0!",
      )}
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} isHeld={isHeld} onDismiss={dismiss} />
      ))}
    </section>
  );
}

type ToastCardProps = { toast: Toast; isHeld: boolean; onDismiss: (id: Toast["id"]) => void };

function ToastCard({ toast: { id, tone, text }, isHeld, onDismiss }: ToastCardProps) {
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => dismissToast(id), SHOWN_MS[tone]);
    return () => clearTimeout(timer);
  }, [id, tone, isHeld]);
  return (
    <div className="pointer-events-auto flex w-full max-w-90 animate-rise items-center gap-2.5 rounded-lg border border-line bg-raised py-1.5 pr-1.5 pl-4 text-sm font-medium text-ink shadow-float">
      {MARKS[tone]}
      <p className="min-w-0 flex-1 text-pretty wrap-anywhere">{text}</p>
      <button
        type="button"
        aria-label="Dismiss"
        className="button button-quiet button-icon text-muted"
        onClick={() => onDismiss(id)}
      >
        <X aria-hidden />
      </button>
    </div>
  );
}

package dev.daybook.web.batches;

/** Sends the commands of batches. */
final class Batches {}

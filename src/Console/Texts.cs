namespace Scim.Admin;

/// <summary>
/// The words of the pages. English is what the pages hold themselves; another language is a file Texts.LANGUAGE.resx
/// whose names are the English words.
/// </summary>
public sealed class Texts;

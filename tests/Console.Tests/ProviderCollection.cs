namespace Scim.Console.Tests;

/// <summary>The tests that sign in at the provider: one after the other, as there is one person in front of it.</summary>
[CollectionDefinition]
public sealed class ProviderCollection : ICollectionFixture<ConsoleWithProvider>;

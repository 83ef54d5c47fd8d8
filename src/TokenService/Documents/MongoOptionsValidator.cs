using Microsoft.Extensions.Options;
using Scim.Storage.Mongo;

namespace Scim.Tokens.Documents;

[OptionsValidator]
internal sealed partial class MongoOptionsValidator : IValidateOptions<MongoOptions>;

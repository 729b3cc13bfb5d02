"""First names, surnames, acronyms and words that tell « Lina MOREAU » from « Lina VEUT » or « Aidez MOI ». Data only.

Must never: be taken for a list of all names. It only settles what the form of a word leaves open; all without accents.
"""

from __future__ import annotations

from typing import Final

from bot.triage.guard_text import listed

FIRST_NAMES: Final = listed(
    """
    aaron abdel abdelkader abdellah abdou abdoul abdoulaye abel abigail achraf adam adama adel adele adeline adem adil
    adrien agathe agnes ahmed aicha aida aissa aissata aissatou alain alan alassane alban albane albert alex alexandra
    alexandre alexia alexis ali alice alicia alima aline alison alisson alix alpha alya alyssa amadou amal amandine
    amaury ambre ambrine amel amelie amin amina aminata amine amir amira amy ana anais andre andrea ange angele
    angelina angelique anis anissa anita anna annabelle anne annick anouk anthony antoine antonin antonio apolline
    ariane aris armand arnaud arthur assia astrid aubin aude audrey aurele aurelie aurelien auriane aurore awa axel
    axelle aya ayden aylin aymen ayoub ayse aziz baba bakary baptiste barbara basile bastien beatrice benjamin benoit
    bernadette bernard bertrand bilal bintou boris boubacar brahim brandon brice brigitte bruno bryan calypso camelia
    camille candice capucine carine carla carole caroline cassandra cassandre catherine cecile cedric celestin celia
    celine chaima chaimae chantal charlene charles charlie charlotte cheikh cherif chloe chris christelle christian
    christiane christine christophe cindy claire clara clarisse claude claudine clelia clemence clement cleo clothilde
    clovis colette colin coline coralie corentin corinne cyprien cyrielle cyril dalia damien dan daniel daniele
    danielle daouda daphne david deborah delphine demba denis denise diane didier diego dimitri djibril dominique
    dorian doriane dounia dylan eddy eden edgar edouard elea elena eleonore elias elie elina eline eliott elisa
    elisabeth elise ella elliot elodie eloise elouan elsa elyna elyne emeline emeric emile emilie emilien emir emma
    emmanuel emmanuelle emmy enola enora enzo eric erika erine erwan esteban estelle esther ethan etienne eugenie eva
    evan eve evelyne fabian fabien fabienne fabrice fanny fanta fares farid fatima fatou fatoumata faustine felicien
    felix ferdinand fiona flavie flavien flora florence florent florian floriane francis franck francois francoise
    frederic frederique gabin gabriel gabriella gabrielle gael gaelle gaetan gaspard gautier genevieve geoffrey
    georges gerald geraldine gerard germain ghislain gilbert gilles giulia gregoire gregory guillaume gustave guy
    hadrien hakim halima hamza hanna hannah hassan hawa heloise henri herve hicham hortense houda hubert hugo hugues
    ibrahim ibrahima ilan iliana ilias ilona ilyan ilyana ilyes imad imane imran inaya ines ingrid irene iris isaac
    isabelle isis ismael ismail issa ivan jacqueline jacques jade jalil jamal james jamila jana jasmine jason jawad
    jean jeanne jennifer jenny jeremie jeremy jerome jessica jessy jimmy joachim joan joana joao joel joelle johan
    johann johanna john jonas jonathan jordan joris jose joseph josephine josette joshua josiane josue joyce juan
    jules julia julian juliana julie julien juliette justin justine kadiatou kady kais kamel kamelia karelle karen
    karim karima karine kassandra katia kelly kellya kelyan kenan kenny kenza kenzo kevin khadidja khadija khaled
    kilian killian kylian kyllian laly lana lara laura laure laureen lauren laurence laurent laurie laurine lea leana
    leandre leila lena leo leon leonard leonie leopold leslie leyla lia liam lila lili lilian liliana lilly lilou lily
    lina linda line linh lino lionel lisa lise lisea livia loan loane loic lola lorena lorenzo lorette loris lou
    louane louanne louay louis louisa louise louka louna lounes luc luca lucas lucie lucien lucile lucille ludivine
    ludovic luigi luis luka lukas luna lya lydia lylou lyna macha madeleine madison mady mael maelan maeline maelle
    maelys maeva magali magalie maimouna maissa malak malik malika malo malone malory mama mamadou manel manon manuel
    marc marceau marcel marco margaux margot marguerite maria mariam mariama mariame marianne marie marina marine
    marion marius marjorie marlene marlon marouane martine marvin marwa marwan maryam maryline mateo matheo mathias
    mathieu mathilde mathis mathyas mathys matteo matthieu mattis maud maureen maurice max maxence maxime maya mayar
    mayssa medhi mehdi mehmet meissa melanie melina melissa melvin melvyn melya merwan meryem mia michael michel
    micheline mickael mike mila milan milo mina miriam mohamed mohammed mohand moise momo monica monique morgan
    morgane mouhamed mouna mourad moussa moustapha muriel mustapha myriam nabil nadege nadia nadine nadir nael naelle
    nahel nahil naim naima naomi nasser nassim nassima natacha nathael nathalie nathan nathanael nawel nell nelly
    nesrine nicolas nicole nils nina nino ninon noa noah noam noe noel noelie noeline noelle noemie nolan nolann
    nolwenn nora norah nour noura oceane octave odile olivia olivier omar ombline oscar othmane ouassim oumar oumou
    ousmane owen pablo pamela paola pascal pascale patrice patricia patrick paul paula paule pauline pedro philippe
    philomene pierre priscilla prune quentin rabah rachel rachid rafael raissa rania raoul raphael raphaelle rayan
    rayane raymond rebecca reda regine regis remi remy renaud rene renee riad ricardo richard ritchy riyad robert
    robin rodolphe rodrigue roger roland rolande romain romane romeo romuald romy ronan rosa rosalie rose roxane ruben
    ryan saad sabine sabrina sacha safa said saida salim salima salimata salma salome sam samantha sami samia samira
    samuel samy sana sandra sandrine sandy sara sarah sasha savannah sean sebastien sekou selena selim selma seraphin
    serge sergio severine shaina shana shannon shirley sibylle sidonie siham simon simone sirine sofia sofiane solal
    solange solene soline sonia sophia sophie soraya souad soufiane souleymane stacy stella stephane stephanie stephen
    steve steven sullivan suzanne swan swann sylvain sylviane sylvie tania tao tara tatiana teddy teo tessa thais thea
    theo theodore theophile therese thiago thibaud thibault thierry thomas tiago tim timeo timothe timothee tina
    titouan tom toma tony tristan ugo ulysse vadim valentin valentine valerie vanessa vera veronique victoire victor
    victoria vincent violette virginie viviane wael wahib walid wassim wendy wesley wilfried william willy wissem
    xavier yacine yael yahya yan yanice yanis yann yannick yasin yasmina yasmine yassin yassine yavuz ylan yoann yohan
    yohann youcef younes youness youri youssef youssouf ysaline yusuf yves yvette yvon yvonne zacharie zahra zakaria
    abby abdallah abdelaziz abderrahmane adelaide adelina adrienne agnieszka ahmad aicham ainhoa alba albin aldo
    alessio alexy alienor
    alioune alix alois amara amaya ambroise ameline aminata anastasia anatole andrei andreea andy anouchka anouk
    ansou antoinette
    apollinaire arielle arlette armelle arsene arwa ashley asma asmae assane astou athenais aurelia aurelien avril
    aymeric ayoub aziza bachir
    bastian benedicte beranger berangere berenice blandine blessing boubou bruna bryana byron caleb calie capucine
    carl carlos carmen caroline
    cassidy cathy celena charley charly chaymae cheyenne chiara christ ciara cloe constance constant coraline
    cristina curtis cyrille
    dalila danae danny darius darren daryl davina dayana deborah denise diana djamel djamila djeneba donovan doria
    doris edwige eleana eliane elijah
    eliot elliott eloane elouane elsa elvire emerick emna enes enguerrand ernest esma esteban eurydice evane evann
    evelina ezra fadila fallou
    farah farida faycal fethi firmin fleur florentin francesca francine frederick gaelle gaston geraldine gerome
    ghita gino giovanni gladys
    gloria goran hafsa haikel hania haron haroun hector hedi helene hermine hilary hocine iman ines ingrid inna
    ioana ionut irina ismahane
    ivana jacky jaden janna jarod jayden jean-marc jefferson jenna jeff jerome joceline joddy jody jonah joss
    josephe jovan judith kamila karl karolina
    kassim kaylan keira kelian kellian kelyah kendra kerry kevyn khalid khalil kim kyara kyra lahcen laila lamine
    lance layana leandro leane leny
    leonie lenny lenzo lesly lewis liana lilya lilas lilwenn lindsay linoa liv livio lizea loanna lois lorna loris
    lou-ann louann louisa louison
    lounis lubin luciano lucile luciana lukasz lydie lyse maddy maelie maina maissane malcolm malia mallory mamadi
    manon marco marek mariana
    mariama marie-line marilou marin marko marley mary-lou maryse mathilda mathys mattia maya mayeul melia melina
    meline melodie mendel merwane messaoud
    milena milla milos mirella mireille miyah moana mouad mounir mouctar myrtille mylene myla nabila naelys naila
    nans nassima natalia nathael neil
    nelia nesrine nevena ngozi nikola nina nisrine noemi nolhan nordine nouha noura nourdine obed oleksandr olena
    olga omayma ophelie orane oriane
    orlane othman oumaima pape paolo perrine pia pol quitterie raja rafik ramata ramy ranim raphaela reda reine
    remus reynald rihanna rime
    rodrigo rokia ronald ronny rosalia roseline rudy ruth sabri safia safiatou sahra saloua samuele sandro sanaa
    saphia sarra segolene seynabou shaima shanel
    shanice shems shirine siam sid sienna silvia silvio slimane sohan solenn souhail souleyman soulayman sounia stan
    stanislas stella svetlana
    swann sydney syrine tahar talia tamara tarek tasnim tess thalia thelma thiziri tifany tiffany tomas tracy
    typhaine tyron valentina vasco victorine
    vitalik vivien vlad volodymyr wafa wail wassila wesley william winnie wissam xena yaelle yanel yannis yara
    yasmina yassir yazid yelena yoan yoelle ylies
    yolande yona younous yuliia zaina zak zakariya zaynab zelda ziyad zoubida zyneb
    zakary zara zayd zeina zelie zeynep ziad zineb zinedine zoe zohra zyad
    """
)

SURNAMES: Final = listed(
    """
    abdallah abdi abdou ahmadi ahmed akhtar alaoui albert alexandre allain allard alonso alvarez alves amar amari
    andrade andre antoine antunes arnaud arnould aubert aubin aubry audibert auger ayad aydin ba bachelet bah bailly
    bakkali balde barbier baron barre barreau barry barthelemy bataille baudry bayle beaumont belaid belkacem benali
    benamar benard bencheikh benhamou benoit bensaid bensalem berger bernard berthelot berthet berthier bertin
    bertrand besnard besson bigot billard blanchard blanchet blondel blot bodin boisson bonin bonnard bonneau bonnet
    bonnin borel bouchard boucher bouchet boudet boulanger boulay bouquet bourdin bourdon bourgeois bourgoin boutin
    bouvet bouvier bouzid boyer brahimi breton briand brossard bruneau brunel brunet buisson camara camus carlier
    caron carpentier carre carvalho chapuis charles charpentier charrier chartier chauvet chauvin cheikh cherif
    chevalier chevallier chretien cisse clement clerc cohen colas colin collet collin cordier correia costa coste
    cottin coulibaly courtois cousin couturier da dacosta daniau daniel dasilva david delacroix delage delahaye
    delannoy delattre delaunay delmas delorme demir denis desbois descamps deschamps devaux diaby diakite diallo
    diarra dias diaz dijoux diop diouf dos doucet dramane drame dubois dubreuil dufour dumas dumont dupin dupond
    dupont dupre dupuis dupuy durand duval etienne evrard fabre faure faye fernandes fernandez ferrand ferreira ferry
    fevre fischer fleury fofana fontaine fouquet fournier francois gaillard gallet garcia garnier gauthier gautier gay
    gerard germain gervais gilbert gillet girard giraud godard godin gomes gomez goncalves gonzalez gosselin gros
    guerin gueye guibert guichard guilbert guillaume guillet guillot guyon guyot haddad haidara hamel hamidi hamon
    hardy hassan hassani henry hernandez herve hoarau hubert huet hugues humbert husson ibrahim idrissi imbert jacob
    jacquemin jacques jacquet jacquot jallow jean joly jourdan julien kaba kaya kebe keita khan khelifi klein konate
    kone kouassi kouyate labbe lacombe lacroix lagarde laine lambert lamy langlois laurent leblanc lebon lebreton
    lebrun leclerc leclercq lecomte ledoux lefebvre lefevre lefort legendre leger legrand legros lejeune lelievre
    lemaire lemaitre lemoine lenoir leonard lepage leroux leroy lesage letellier levasseur leveque levy loiseau lopes
    lopez louis lucas maillard maillot mallet mansouri marchal marchand marechal marie marin marion marques martin
    martinez martins marty mary masson mathieu maurice maury menard mendes mendy mercier meunier meyer michaud michel
    millet monnier moreau moreira morel morin morvan moulin muller navarro ndiaye nguyen niang nicolas noel nunes
    olivier ouattara ouedraogo ozturk paris parmentier pascal pasquier payet pelletier pereira perez perret perrier
    perrin perrot petitjean philippe picard pichon pierre pineau pinto pires poirier poirot pons potier poulain
    prevost prost rahmani ramos raynaud regnier remy renard renaud renault rey reynaud ribeiro richard rigaud riviere
    robert robin roche rodrigues rodriguez roger rolland rossignol rousseau roussel roux roy royer ruiz sahin saidi
    salmon samake sanchez sangare sanogo santos saunier sauvage savary schmitt schneider seck sidibe silva simon
    sissoko soares soumare sow sy sylla tanguy tavares teixeira tessier texier thiam thibault thierry thomas tissot
    torres tounkara toure tran traore valentin vallet vasseur verdier vergne vidal vieira vigneron vincent voisin
    weber yildiz yilmaz zerrouki ziani zidane
    """
)
"""Common in Bourgogne and in France. Alone in capitals they are a surname; those that are also words are in WORDS."""

ACRONYMS: Final = listed(
    """
    aah ados aed aemo aesh ag ai aljpb als alsh apl are arpe arpej asaf asap ase asso av avs bac baf bafa bafd bal
    beatep bep bien bp bpjeps btp bts but cada caf cafe caio cap capa case cate cattp ccas cd cdd cdi ce ceg cej cesf
    cfa cfdt cgt chrs chu cias cidff cio cis citis cjc cleiss cm cmp cmpp cmu cnil co cp cpam cpe cpf cpn cra crip
    crous csapa csp css ctg cv cvl das dasen dc ddn de deust dgs dip dj djs dm dmla dnb dpo dr drjscs dsden dst dut
    dvd eaj ebe ehpad emc ems ent eps esat esf espe et eu eva faj fifa fjt fle fo foj fr france fse fsl fslt
    gendarmerie gpe gps gta ha hdj hlm hp id ide idem ief ifsi ime imp impro ip irl itep ivg jaf jap je js jt juge kfc
    kms la lea lep lgbt lgt li lol lp lpa maif mal mda mdph mdr mecs men mfr mifi milo mjc mjie ml mma mna moi mp mpa
    mrap ms msa msap mst mt mtp nba ndl nir no nrv nsp ntm oai oet ofii ofpra oh ok ol om omg oms opp oqtf osef ot ouf
    pacea pap pass patp pc pdf pe peac pj pjj plie pls pmi pmr pmu pn pnj poe pole pp ppre pps prij ps psc psg psn pt
    ptdr pv qpv qr rdc rdv re reaap ref rer res rh rib rip rmi rn rqth rsa rsi rsma rtt sad samu sav sdat sdf sdis
    seat segpa ses sessad sfr sg siao smic sms snap sncf snu soc sos spa spip ssct sst sti stmg svp svt tdah te tel tg
    tgv tig tiktok tisf toc toeic top tp ts tsa tv udaf uemo ufc ulis unml upe upea usb ut uv va vae vf vhs vip vpn
    vsl vsst vtt wc wifi wtf xbox zep zfu zus
    """
)

WORDS: Final = listed(
    """
    a absence absent absente absolue absolument accident accord adieu ado adore ados adresse age aggrave agit agresse
    ah aide aidez ailleurs aimait aime ainsi alarme alerte allait aller allez allo alone alors ami amie amies amis
    amour an annule annulee annuler ans aout appel appeler appelez appelle apres argent arrete arretez arrive arriver
    assez attend attendez attends attention au aucun aucune aujourd aussi autant autre autres aux avaient avait avant
    avec avez avis avoir avons avril ba bagarre bah balle baron barre beau beaucoup belle berger besoin bien bientot
    bisous blanc bof bon bonjour bonne bonsoir boulanger boulot bourre bravo bref brun brutal ca cadre calme car
    carlos carre cas casse ce ceci cela celle celui central centre certain certaine ces cest cet cette ceux chance
    chaque charpentier chaud cher chez chiant chose chretien ci cinq clair classe club coeur college com combien comme
    comment compris con confiance confidentiel confirme confirmee confirmer conseil contact content contente contre
    copain copine correct coucou coup courage cours cousin crie cries critique da danger dangereux dans date david de
    debout debut decembre deja demain demande depuis dernier derniere dernieres des desole desolee dessous dessus
    detruit deux devant devoirs dimanche dire dis disent dit dites dix doit doivent donc donne dont dormir dos dossier
    doute drame droit droite du dur ecole ecoute ecoutez ecrire ecrit eh elle elles email embrouille en enceinte
    encore enfant enfin enfui enfuie enorme ensemble ensuite entendu entre envie environ epuise epuisee equipe erreur
    es essaie est et etaient etait etat ete etes etre eu eux evident exclu exclue exclusion expres extra fache fachee
    facile faim faire fais fait famille fatigue fatiguee faut faux ferme fermee feu fevrier fille fin fini finie foi
    fois fontaine force formation fort forte fou foutu foyer franchement frappe frappee frere froid fugue gars gauche
    gay genial gens gentil grand grande gratuit grave gros grosse groupe guerre haine harcele harcelee harcelement
    hate hein help hier histoire hors huit ici idee il ils immediat immediate immediatement important importante
    impossible inadmissible inconnu inconnue incroyable info information informe injuste inquiet inquietant inquiete
    insiste insupportable interdit intime isole isolee jamais janvier je jeudi jeune jeunes jour jours juillet juin
    jure juste l la laisse laissez las le les leur leurs libre lien ligne lire locale locales loin longtemps louis
    lourd lui lundi lycee ma madame mai maintenant mairie mais maison majeur majeure mal malade maman manque marchand
    marche mardi marie marin marre mars martinet matin mauvais me mec mefie meilleur meilleure meme mensonge ment
    merci mercredi merde mere mes message met meunier mieux mineur mineure mis mission moi moins mois mon monde
    monsieur mort morte mot moulin mourir moyen municipal municipale nan ne nee neuf ni nickel nique noel noir nom non
    normal normale nos note noter notre nous nouveau nouvelle novembre nuit nul nulle numero objet obligatoire octobre
    oh ok on ont or ou oublie oui ouvert ouverte pacte page paix panique papa papiers par parce pareil parents parfait
    paris parle parler parlez parti partie partir partout pas passe paye pays pendant perdu perdue pere permis
    personne personnes petit petite peu peur peut peux pf pierre pire pitie plait plein pleure plus plusieurs point
    police porte possible pote potes pour pourquoi pourri pourtant premier premiere pres present presente presque
    presse prevenir prevenu prioritaire priorite prive probleme problemes prof promis propre public puis qu quand
    quartier quasi quatre que quel quelle qui quitte quoi quotidien rage rapide rapidement rappel rappeler rappelez
    rappelle ras recent recherche recu recue refus refuse relancer rendez rentre rentrer reponds reponse reste rester
    retard retour retourne rien riviere roche rose rouge roux roy rue sa sait sale samedi sang sans sauf sauvage sava
    se secours secret securite semaine sept septembre serieusement serieux ses seul seule seulement si signale
    signalement simple situation six social sociale soeur soir sois soit solution sommeil sommes son sont sors sort
    sortie souci soucis soutien souvent sport stage stop stp stress stressee suis suit suite suivi suivre super sur
    surtout svp ta tant tard te tel telephone telle tellement temps tes tete texte tient toi ton toujours tous tout
    toute toutes trahi tranquille travail tres triste trois trop trouve tu tue tuer un une urgence urgent urgente
    urgents va vais valide validee vas vecu vendredi venez venir vent venue verite vers vert veulent veut veux victime
    vide vie viens vient ville violence violent violente vite vivant vivre voici voila voir voisin vol vont vos votre
    voulait vous voyage vrai vraie vraiment vu week weekend wesh wsh y yes zero
    """
)
"""Typed in capitals for emphasis, or openers of a sentence: never a surname by their form alone."""

FUNCTIONS: Final = listed(
    """
    accueil adjoint adjointe age agee anglais animateur animatrice assistant assistante bizarre blonde boulanger
    boulangere brune c'est cest chef cheffe chui commissaire concierge conseiller conseillere coordinateur
    coordinatrice delegue deleguee directeur directrice docteur educateur educatrice eps francais gardien gardienne
    genre gentil gentille histoire inconnu inconnue infirmier infirmiere inspecteur inspectrice j'ai jai jaimerais
    jsuis juge jvous louche madame mademoiselle maire maitre maitresse math maths mediateur mediatrice mesdames
    messieurs ministre monde monsieur muscle musique pense physique prefet president presidente principal principale
    principaux procureur prof professeur propre proviseur proviseure referent referente s'il style suis super
    surveillant surveillante svt sympa tout vouvoie x xx y z
    """
)
"""After « madame » or « monsieur » without being a name."""

OPENERS: Final = listed(
    """
    apres avant avec bonjour cher chez comme contre depuis dit entre et hier mais merci par pas pour prof quand sans
    selon voir vu
    """
)
"""Before « M. » with a capital without being a first name."""
